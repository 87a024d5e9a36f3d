import { MAX_MEDIA, MAX_MESSAGES, toMessages } from '../../../src/runtime/reply/reply';
import type { Reply } from '../../../src/shared/contract';

const media = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}.png`);
const message = { body: 'Hi', media: 'https://example.com/a.png', to: '+15005550006', from: '+15005550001', statusCallback: 'https://example.com/status' };

test.each<[string, unknown, unknown[]]>([
  ['text', 'Hi', [{ body: 'Hi' }]],
  ['a blank text', ' ', [{ body: ' ' }]],
  ['an empty text', '', []],
  ['undefined', undefined, []],
  ['null, as JSON says it', null, []],
  ['no messages', [], []],
  ['a message', message, [message]],
  ['messages', [{ body: 'a' }, { media: ['https://example.com/a.png'] }], [{ body: 'a' }, { media: ['https://example.com/a.png'] }]],
  ['media only', { media: 'HTTP://example.com/a' }, [{ media: 'HTTP://example.com/a' }]],
  ['an empty body beside media', { body: '', media: 'https://example.com/a' }, [{ body: '', media: 'https://example.com/a' }]],
  ['10 media', { media: media(MAX_MEDIA) }, [{ media: media(MAX_MEDIA) }]],
  ['10 media with each of two messages', [{ media: media(10) }, { media: media(10) }], [{ media: media(10) }, { media: media(10) }]],
  ['10 messages', Array(MAX_MESSAGES).fill({ body: 'a' }), Array(MAX_MESSAGES).fill({ body: 'a' })],
])('%s is a reply', (_, reply, messages) => {
  expect(toMessages(reply as Reply)).toEqual(messages);
});

test.each<[string, unknown, RegExp]>([
  ['a number', 5, /got a value of type number/],
  ['zero', 0, /got a value of type number/],
  ['true', true, /got a value of type boolean/],
  ['false', false, /got a value of type boolean/],
  ['a function', () => 'Hi', /got a value of type function/],
  ['a symbol', Symbol('x'), /got a value of type symbol/],
  ['texts', ['a', 'b'], /Each message in a list must be an object with a body or media, got a value of type string/],
  ['messages in messages', [[{ body: 'a' }]], /got an array/],
  ['messages and null', [{ body: 'a' }, null], /got null/],
  ['an object without anything', {}, /needs a body or media, but it has nothing/],
  ['TwiML of the SDK', { response: {} }, /needs a body or media, but it has response/],
  ['something else', { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }, /needs a body or media, but it has a, b, c, d, e$/],
  ['a message with an empty body', { body: '' }, /needs a body or media/],
  ['a message without media', { media: [] }, /needs a body or media/],
  ['a body that is a number', { body: 5 }, /body of a reply must be a string/],
  ['a body that is null', { body: null }, /body of a reply must be a string, got null/],
  ['a relative URL', { media: '/a.png' }, /absolute http or https/],
  ['a data URL', { media: 'data:image/png;base64,AA==' }, /absolute http or https/],
  ['a script', { media: 'javascript:alert(1)' }, /absolute http or https/],
  ['media that are no text', { media: [5] }, /absolute http or https/],
  ['media that are null', { body: 'a', media: null }, /absolute http or https/],
  ['an empty URL', { body: 'a', media: '' }, /absolute http or https/],
  ['11 media', { media: media(MAX_MEDIA + 1) }, /11 media in one message: Twilio accepts at most 10/],
  ['11 media with a body that becomes several messages', { body: 'a '.repeat(1000), media: media(11) }, /11 media in one message/],
  ['11 media in the second of two messages', [{ body: 'a' }, { body: 'b', media: media(11) }], /11 media in one message/],
  ['an address that is a number', { body: 'a', to: 15005550006 }, /to of a reply must be a string/],
  ['a callback that is an object', { body: 'a', statusCallback: {} }, /statusCallback of a reply must be a string/],
  ['11 messages', Array(MAX_MESSAGES + 1).fill({ body: 'a' }), /11 messages: Twilio sends at most 10/],
])('%s is none, and the error says so', (_, reply, error) => {
  expect(() => toMessages(reply as Reply)).toThrow(TypeError);
  expect(() => toMessages(reply as Reply)).toThrow(error);
});

test('no error holds what was returned', () => {
  for (const reply of ['canary', ['canary'], { media: 'canary' }, { body: ['canary'] }, { body: 'a', to: ['canary'] }]) {
    try {
      toMessages(reply as unknown as Reply);
    } catch (error) {
      expect(String(error)).not.toContain('canary');
    }
  }
});
