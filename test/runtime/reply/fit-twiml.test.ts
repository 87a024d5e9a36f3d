import { EMPTY_TWIML } from '../../../src/runtime/reply/empty-twiml';
import { fitTwiml, MAX_TWIML_BYTES } from '../../../src/runtime/reply/fit-twiml';
import { toTwiml } from '../../../src/runtime/reply/to-twiml';

const bytes = (text: string) => Buffer.byteLength(text);
const ROOM = MAX_TWIML_BYTES - bytes(toTwiml([{ body: 'x' }])) + 1;
const LONG_URL = 'https://example.com/'.padEnd(7000, 'x');

test('TwiML of exactly 64 kB is sent, and one byte more is rejected', () => {
  expect(bytes(fitTwiml([{ body: 'x'.repeat(ROOM) }], false).twiml)).toBe(MAX_TWIML_BYTES);
  expect(() => fitTwiml([{ body: 'x'.repeat(ROOM + 1) }], false)).toThrow(RangeError);
});

test('bytes count, not characters, and the error names the count, the limit and what to do', () => {
  expect(() => fitTwiml([{ body: '\u{1F600}'.repeat(16_000) }], false)).toThrow(new RangeError(
    `The reply is ${bytes(toTwiml([{ body: '\u{1F600}'.repeat(16_000) }]))} bytes of TwiML: Twilio accepts at most 64000. `
    + 'Return a shorter reply, set truncateLongReply, or use ReplyMode.asynchronous(), which sends no TwiML.'));
});

test.each([
  { name: 'no messages', messages: [] },
  { name: 'a short message', messages: [{ body: 'Hi' }] },
])('$name are sent unchanged, truncated or not', ({ messages }) => {
  for (const truncateLongReply of [true, false]) {
    const twiml = messages.length === 0 ? EMPTY_TWIML : toTwiml(messages);
    expect(fitTwiml(messages, truncateLongReply)).toEqual({ twiml, isTruncated: false });
  }
});

test.each([
  {
    name: 'bodies that XML escapes',
    messages: Array(10).fill({ body: '&'.repeat(1600) }),
    kept: [...Array(6).fill({ body: '&'.repeat(1600) }), { body: '&'.repeat(1597) + '...' }],
  },
  {
    name: 'long URLs of media',
    messages: Array(10).fill({ body: 'a', media: [LONG_URL] }),
    kept: [...Array(8).fill({ body: 'a', media: [LONG_URL] }), { body: 'a...', media: [LONG_URL] }],
  },
  {
    name: 'media without a body',
    messages: Array(10).fill({ media: [LONG_URL] }),
    kept: [...Array(8).fill({ media: [LONG_URL] }), { body: '...', media: [LONG_URL] }],
  },
])('messages with $name are truncated at the end of the last message that fits, with a mark', ({ messages, kept }) => {
  expect(fitTwiml(messages, true)).toEqual({ twiml: toTwiml(kept), isTruncated: true });
  expect(bytes(toTwiml([...kept, messages[0]]))).toBeGreaterThan(MAX_TWIML_BYTES);
});

test('one message that is too large is rejected, since nothing can be left out', () => {
  expect(() => fitTwiml([{ media: Array(10).fill(LONG_URL) }], true)).toThrow(RangeError);
});
