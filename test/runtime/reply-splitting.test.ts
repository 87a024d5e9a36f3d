import * as fc from 'fast-check';
import { fitTwiml } from '../../src/runtime/reply/fit-twiml';
import { toMessages } from '../../src/runtime/reply/reply';
import { RESPONSE_LIMITS } from '../../src/runtime/reply/reply-limits';
import { splitBody } from '../../src/runtime/reply/split-body';
import type { Reply, ReplyMessage } from '../../src/shared/reply-contract';

const WORDS = 'word '.repeat(400).trim(); // 1,999 units
const [FIRST, SECOND] = [WORDS.slice(0, 1599), WORDS.slice(1600)];

test.each<{
  readonly name: string;
  readonly reply: string | ReplyMessage | ReplyMessage[];
  readonly messages: ReplyMessage[];
}>([
  { name: 'a text', reply: WORDS, messages: [{ body: FIRST }, { body: SECOND }] },
  { name: 'a message', reply: { body: WORDS }, messages: [{ body: FIRST }, { body: SECOND }] },
  {
    name: 'one of several',
    reply: [{ body: 'a' }, { body: WORDS }, { body: 'b' }],
    messages: [{ body: 'a' }, { body: FIRST }, { body: SECOND }, { body: 'b' }],
  },
])('$name that is too long becomes several messages', ({ reply, messages }) => {
  expect(toMessages(reply)).toEqual({ messages, isTruncated: false });
});

test('the media go with the first part, and addresses and callback with each', () => {
  const addresses = { to: '+15005550006', from: '+15005550001', statusCallback: 'https://example.com/status' };

  expect(toMessages({ body: WORDS, media: 'https://example.com/a.png', ...addresses }).messages).toEqual([
    { body: FIRST, media: ['https://example.com/a.png'], ...addresses },
    { body: SECOND, ...addresses },
  ]);
});

describe('in the response to Twilio', () => {
  const inResponse = (reply: Reply, truncateLongReply = false) =>
    toMessages(reply, { limits: RESPONSE_LIMITS, truncateLongReply });

  test('10 messages of 1,600 characters are the maximum, and the error names both and what to do', () => {
    expect(inResponse('x'.repeat(16_000)).messages).toHaveLength(10);
    expect(() => inResponse('x'.repeat(16_001))).toThrow(new TypeError(
      'The reply has 11 messages: at most 10 can be sent. Return a shorter reply, set truncateLongReply, '
      + 'or use ReplyMode.asynchronous(), which sends up to 80 messages.'));
  });

  test('64 kB of TwiML are the maximum', () => {
    expect(() => fitTwiml(inResponse('&'.repeat(16_000)).messages, false)).toThrow('bytes of TwiML');
  });

  test.each([
    { name: 'a body', reply: 'x'.repeat(16_001) },
    { name: 'a body that is far too long', reply: 'x'.repeat(5_000_000) },
    { name: 'messages', reply: Array(11).fill({ body: 'x'.repeat(1600) }) },
    { name: 'many messages', reply: Array(5000).fill({ body: 'x'.repeat(1600) }) },
    { name: 'messages of several parts', reply: Array(3).fill({ body: 'x'.repeat(8000) }) },
  ])('$name that is too long is truncated to 10 messages with a mark', ({ reply }) => {
    expect(inResponse(reply, true)).toEqual({
      messages: [...Array(9).fill({ body: 'x'.repeat(1600) }), { body: 'x'.repeat(1597) + '...' }],
      isTruncated: true,
    });
  });

  test('a reply that fits is not truncated', () => {
    expect(inResponse(WORDS, true)).toEqual({ messages: [{ body: FIRST }, { body: SECOND }], isTruncated: false });
  });
});

describe("through Twilio's REST API", () => {
  test('64,000 characters are the maximum, and the error names both and what to do', () => {
    expect(toMessages('x'.repeat(64_000)).messages).toHaveLength(40);
    expect(() => toMessages('x'.repeat(64_001))).toThrow(new TypeError(
      'The reply has 64001 characters: at most 64000 can be sent. Return a shorter reply, or set truncateLongReply.'));
    expect(() => toMessages(Array(41).fill({ body: 'x'.repeat(1600) }))).toThrow('has 65600 characters');
  });

  test('80 messages are the maximum, and the error names both and what to do', () => {
    expect(toMessages(Array(80).fill({ body: 'x' })).messages).toHaveLength(80);
    expect(() => toMessages(Array(81).fill({ body: 'x' }))).toThrow(new TypeError(
      'The reply has 81 messages: at most 80 can be sent. Return a shorter reply, or set truncateLongReply.'));
  });

  test('64,000 characters never need more than 80 messages, whatever the words are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1700 }), { minLength: 100 }), (lengths) => {
      const body = lengths.map((length) => 'x'.repeat(length)).join(' ').slice(0, 64_000);
      expect(toMessages(body).messages.length).toBeLessThanOrEqual(80);
    }), { numRuns: 10 });
    expect(toMessages(`${'x'.repeat(800)} `.repeat(79).trim()).messages).toHaveLength(79);
  });

  test.each([
    { name: 'a body', reply: 'x'.repeat(70_000), count: 40 },
    { name: 'a body that is cut inside of an emoji', reply: 'x' + '\u{1F600}'.repeat(40_000), count: 40 },
    { name: 'messages', reply: Array(81).fill({ body: 'x' }), count: 80 },
    { name: 'messages with too many characters', reply: Array(70).fill({ body: 'x'.repeat(1000) }), count: 64 },
    { name: 'attachments', reply: Array(81).fill({ media: 'https://example.com/a.png' }), count: 80 },
  ])('$name that is too long is truncated to $count messages with a mark', ({ reply, count }) => {
    const { messages, isTruncated } = toMessages(reply, { truncateLongReply: true });

    expect(isTruncated).toBe(true);
    expect(messages).toHaveLength(count);
    expect(messages.filter(({ body }) => body?.endsWith('...'))).toEqual([messages.at(-1)]);
    expect(messages.map(({ body = '' }) => body).join('')).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    expect(Math.max(...messages.map(({ body = '' }) => body.length))).toBeLessThanOrEqual(1600);
  });
});

test('a text is split as if all of it were segmented at once, although that happens in windows', () => {
  const grapheme = fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '🇩🇪', '👩\u200d👩\u200d👧', '\u{1F600}', 'x'.repeat(90), `o${'\u0301'.repeat(600)}`);

  fc.assert(fc.property(fc.array(grapheme, { maxLength: 120 }), fc.integer({ min: 2, max: 700 }), (pieces, limit) => {
    const body = pieces.join('');
    const whole = [...new Intl.Segmenter('en').segment(body)];
    const ends = new Set([0, ...whole.map(({ segment, index }) => index + segment.length)]);
    let position = 0;
    for (const part of splitBody(body, limit)) {
      const start = body.indexOf(part, position);
      const end = start + part.length;
      expect(body.slice(position, start).trim()).toBe('');
      expect(part.length <= limit || body.length <= limit).toBe(true);
      const inGrapheme = whole.find(({ segment, index }) => index < end && end < index + segment.length);
      expect(ends.has(end) || inGrapheme!.segment.length > limit).toBe(true);
      position = end;
    }
    expect(body.slice(position).trim()).toBe('');
  }), { numRuns: 300 });
});

test('a body that cannot fit is an error before it is split', () => {
  const segment = jest.spyOn(Intl, 'Segmenter');

  expect(() => toMessages('x'.repeat(256_000))).toThrow('The reply has 256000 characters: at most 64000 can be sent.');
  expect(segment).not.toHaveBeenCalled();
  segment.mockRestore();
});
