import { MAX_MEDIA } from '../../../src/runtime/reply/read-message';
import { toMessages } from '../../../src/runtime/reply/reply';
import type { Reply } from '../../../src/shared/reply-contract';

const media = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}.png`);
const message = {
  body: 'Hi',
  media: ['https://example.com/a.png'],
  to: '+15005550006',
  from: '+15005550001',
  statusCallback: 'https://example.com/status',
};

test.each<{ readonly name: string; readonly reply: unknown; readonly messages: unknown[] }>([
  { name: 'text', reply: 'Hi', messages: [{ body: 'Hi' }] },
  { name: 'an empty text', reply: '', messages: [] },
  { name: 'undefined', reply: undefined, messages: [] },
  { name: 'null, as JSON says it', reply: null, messages: [] },
  { name: 'no messages', reply: [], messages: [] },
  { name: 'a message', reply: message, messages: [message] },
  {
    name: 'messages',
    reply: [{ body: 'a' }, { media: ['https://example.com/a.png'] }],
    messages: [{ body: 'a' }, { media: ['https://example.com/a.png'] }],
  },
  { name: 'media only', reply: { media: 'HTTP://example.com/a' }, messages: [{ media: ['HTTP://example.com/a'] }] },
  { name: 'one attachment', reply: { media: 'https://example.com/a' }, messages: [{ media: ['https://example.com/a'] }] },
  { name: 'a message with other fields', reply: { body: 'a', id: 1 }, messages: [{ body: 'a' }] },
  { name: '10 media', reply: { media: media(MAX_MEDIA) }, messages: [{ media: media(MAX_MEDIA) }] },
  {
    name: '10 media with each of two messages',
    reply: [{ media: media(10) }, { media: media(10) }],
    messages: [{ media: media(10) }, { media: media(10) }],
  },
])('$name is a reply', ({ reply, messages }) => {
  expect(toMessages(reply as Reply)).toEqual({ messages, isTruncated: false });
});

test.each<{ readonly name: string; readonly reply: unknown; readonly error: RegExp }>([
  { name: 'a number', reply: 5, error: /got a value of type number/ },
  { name: 'zero', reply: 0, error: /got a value of type number/ },
  { name: 'true', reply: true, error: /got a value of type boolean/ },
  { name: 'false', reply: false, error: /got a value of type boolean/ },
  { name: 'a function', reply: () => 'Hi', error: /got a value of type function/ },
  { name: 'a symbol', reply: Symbol('x'), error: /got a value of type symbol/ },
  {
    name: 'texts',
    reply: ['a', 'b'],
    error: /Each message in a list must be an object with a body or media, got a value of type string/,
  },
  { name: 'an empty recipient', reply: { body: 'a', to: '' }, error: /^to of a reply must not be empty\. Leave it out/ },
  { name: 'a blank sender', reply: { body: 'a', from: ' ' }, error: /^from of a reply must not be empty/ },
  { name: 'an empty callback', reply: { body: 'a', statusCallback: '' }, error: /^statusCallback of a reply must not/ },
  { name: 'a list of promises', reply: [Promise.resolve('a')], error: /needs a body or media, but it has nothing/ },
  { name: 'messages in messages', reply: [[{ body: 'a' }]], error: /got an array/ },
  { name: 'messages and null', reply: [{ body: 'a' }, null], error: /got null/ },
  { name: 'an object without anything', reply: {}, error: /needs a body or media, but it has nothing/ },
  { name: 'TwiML of the SDK', reply: { response: {} }, error: /needs a body or media, but it has response/ },
  {
    name: 'something else',
    reply: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
    error: /needs a body or media, but it has a, b, c, d, e$/,
  },
  { name: 'a message without media', reply: { media: [] }, error: /needs a body or media/ },
  { name: 'a body that is a number', reply: { body: 5 }, error: /body of a reply must be a string/ },
  { name: 'a body that is null', reply: { body: null }, error: /body of a reply must be a string, got null/ },
  { name: 'a relative URL', reply: { media: '/a.png' }, error: /absolute http or https/ },
  { name: 'a data URL', reply: { media: 'data:image/png;base64,AA==' }, error: /absolute http or https/ },
  { name: 'a script', reply: { media: 'javascript:alert(1)' }, error: /absolute http or https/ },
  { name: 'media that are no text', reply: { media: [5] }, error: /absolute http or https/ },
  { name: 'media that are null', reply: { body: 'a', media: null }, error: /absolute http or https/ },
  { name: 'an empty URL', reply: { body: 'a', media: '' }, error: /absolute http or https/ },
  {
    name: '11 media',
    reply: { media: media(MAX_MEDIA + 1) },
    error: /11 media in one message: Twilio accepts at most 10/,
  },
  {
    name: '11 media with a body that becomes several messages',
    reply: { body: 'a '.repeat(1000), media: media(11) },
    error: /11 media in one message/,
  },
  {
    name: '11 media in the second of two messages',
    reply: [{ body: 'a' }, { body: 'b', media: media(11) }],
    error: /11 media in one message/,
  },
  {
    name: 'an address that is a number',
    reply: { body: 'a', to: 15005550006 },
    error: /to of a reply must be a string/,
  },
  {
    name: 'a callback that is an object',
    reply: { body: 'a', statusCallback: {} },
    error: /statusCallback of a reply must be a string/,
  },
])('$name is not a reply, and the error says so', ({ reply, error }) => {
  expect(() => toMessages(reply as Reply)).toThrow(TypeError);
  expect(() => toMessages(reply as Reply)).toThrow(error);
});

test('no error holds a value that was returned', () => {
  for (const reply of [
    'canary',
    ['canary'],
    { media: 'canary' },
    { body: ['canary'] },
    { body: 'a', to: ['canary'] },
  ]) {
    try {
      toMessages(reply as unknown as Reply);
    } catch (error) {
      expect(String(error)).not.toContain('canary');
    }
  }
});

describe('white space alone is no message:', () => {
  test.each<{ readonly name: string; readonly body: string }>([
    { name: 'nothing', body: '' },
    { name: 'a space', body: ' ' },
    { name: 'line breaks and tabs', body: '\r\n\t\n' },
    { name: 'a no-break space', body: '\u00A0' },
    { name: 'an ideographic space', body: '\u3000' },
    { name: 'a byte order mark', body: '\uFEFF' },
    { name: 'spaces of more than one message', body: ' '.repeat(1601) },
    { name: 'a control character', body: '\u0001' },
    { name: 'spaces and characters that XML cannot hold', body: ' \u0000\uD800 \uFFFE' },
  ])('$name', ({ body }) => {
    const none = { messages: [], isTruncated: false };

    expect(toMessages(body)).toEqual(none);
    expect(toMessages({ body, to: '+15005550099' })).toEqual(none);
    expect(toMessages([{ body }, { body: 'b' }, { body }]).messages).toEqual([{ body: 'b' }]);
    expect(toMessages({ body, media: 'https://example.com/a' }).messages).toEqual([{ media: ['https://example.com/a'] }]);
  });
});

test('white space around a text is kept', () => {
  expect(toMessages(' \n a \t').messages).toEqual([{ body: ' \n a \t' }]);
});

test('characters that XML cannot hold are removed from everything that is sent', () => {
  expect(toMessages('a\u0000b\uFFFE\uD800c').messages).toEqual([{ body: 'abc' }]);
  expect(toMessages({
    body: 'a',
    media: ['https://example.com/\u0001a'],
    to: '+1500555\u00000006',
    from: 'whatsapp:\uFFFE+15005550001',
    statusCallback: 'https://example.com/\uD83D',
  }).messages).toEqual([{
    body: 'a',
    media: ['https://example.com/a'],
    to: '+15005550006',
    from: 'whatsapp:+15005550001',
    statusCallback: 'https://example.com/',
  }]);
});

test.each([
  { name: 'a recipient', reply: { body: 'a', to: '\u0000' }, error: 'to of a reply must not be empty' },
  { name: 'a URL', reply: { media: 'https://\u0000' }, error: 'absolute http or https' },
])('$name of nothing but such characters is an error', ({ reply, error }) => {
  expect(() => toMessages(reply)).toThrow(error);
});

test('an attachment counts no characters, and is kept only before the place where a long reply is truncated', () => {
  const reply = [{ media: media(1) }, { body: 'x'.repeat(64_001) }, { media: media(2) }];
  const { messages, isTruncated } = toMessages(reply, { truncateLongReply: true });

  expect(isTruncated).toBe(true);
  expect(messages[0]).toEqual({ media: media(1) });
  expect(messages.slice(1).map(({ body }) => body!.length)).toEqual(Array(40).fill(1600));
  expect(messages.at(-1)!.body).toMatch(/x\.\.\.$/);
});
