import * as fc from 'fast-check';
import { toMessages } from '../../src/runtime/reply/reply';
import { splitBody } from '../../src/runtime/reply/split-body';
import { toTwiml } from '../../src/runtime/reply/to-twiml';
import type { ReplyMessage } from '../../src/shared/reply-contract';

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
  expect(toMessages(reply)).toEqual(messages);
});

test('the media go with the first part, and addresses and callback with each', () => {
  const addresses = { to: '+15005550006', from: '+15005550001', statusCallback: 'https://example.com/status' };

  expect(toMessages({ body: WORDS, media: 'https://example.com/a.png', ...addresses })).toEqual([
    { body: FIRST, media: 'https://example.com/a.png', ...addresses },
    { body: SECOND, ...addresses },
  ]);
});

test('10 messages of 1,600 units are the maximum', () => {
  expect(toMessages('x'.repeat(16_000))).toHaveLength(10);
  expect(() => toMessages('x'.repeat(16_001))).toThrow('The reply has 11 messages: Twilio sends at most 10');
});

test('64 kB of TwiML are the maximum', () => {
  expect(() => toTwiml(toMessages('&'.repeat(16_000)))).toThrow('larger than the 64 kB of TwiML');
});

test('a body of blanks that is too long for a message is not a reply', () => {
  expect(() => toMessages(' '.repeat(1601))).toThrow('needs a body or media');
  expect(toMessages({
    body: ' '.repeat(1601),
    media: 'https://example.com/a.png',
  })).toEqual([{ media: 'https://example.com/a.png' }]);
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

  expect(() => toMessages('x'.repeat(256_000))).toThrow('body of a reply has 256000 characters: Twilio sends at most 10 messages of 1600 characters');
  expect(segment).not.toHaveBeenCalled();
  segment.mockRestore();
});
