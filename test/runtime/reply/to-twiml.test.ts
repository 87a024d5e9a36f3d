import { parseXml, XmlElement } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { EMPTY_TWIML } from '../../../src/runtime/reply/empty-twiml';
import { toMessages } from '../../../src/runtime/reply/reply';
import { toTwiml } from '../../../src/runtime/reply/to-twiml';
import type { Reply, ReplyMessage } from '../../../src/shared/reply-contract';

/** Reads TwiML like Twilio. An XML parser turns a literal line break into \n, but not an escaped one. */
function read(twiml: string) {
  const { root } = parseXml(twiml);
  expect(root!.name).toBe('Response');
  return elements(root!).map((message) => {
    const { attributes, text: body } = message;
    const texts = (name: string) =>
      elements(message).filter((element) => element.name === name).map(({ text }) => text);
    const media = texts('Media');
    return {
      ...attributes,
      ...(media.length > 0 ? { ...texts('Body').map((text) => ({ body: text }))[0], media } : { body }),
    };
  });
}

/** A reply on its way through both steps. */
const sent = (reply: Reply) => read(toTwiml(toMessages(reply).messages));

const elements = ({ children }: XmlElement) =>
  children.filter((child): child is XmlElement => child instanceof XmlElement);

/** All that XML 1.0 allows. */
const allowed = (text: string) => [...text].filter((character) => {
  const code = character.codePointAt(0)!;
  return [0x9, 0xa, 0xd].includes(code)
    || (code >= 0x20 && code <= 0xd7ff)
    || (code >= 0xe000 && code <= 0xfffd)
    || code >= 0x10000;
}).join('');

describe('a body is read back unchanged', () => {
  test.each([
    'Hello', ' leading and trailing ', 'two  blanks', '\ttab\t', 'line\nline', 'line\r\nline', 'line\rline',
    '"double" and \'single\'', '<Say>&amp;</Say>', ']]>', '<![CDATA[x]]>', '<!-- x -->', '&lt;', '&#13;',
    '&', '100% + 1', '\u{1F600}\u{1F469}\u200D\u{1F469}', 'café \u00A0 日本', '\u2028\u2029\u0085', '\u007F', '\uFFFD',
    '\u{1FFFE}', '<?xml version="1.0"?>', '<!DOCTYPE x [<!ENTITY a "b">]>', '__proto__', '{"a":1}', '0', 'true',
  ].map((body) => ({ body })))('"$body"', ({ body }) => {
    expect(read(toTwiml([{ body }]))).toEqual([{ body }]);
  });
});

test.each([
  { body: 'a\u0000b', expected: 'ab' },
  { body: '\u0001\u0008\u000B\u000C\u000E\u001Fx', expected: 'x' },
  { body: 'a\uFFFEb\uFFFF', expected: 'ab' },
  { body: 'half \uD83D pair', expected: 'half  pair' },
  { body: '\uDE00 half', expected: ' half' },
  { body: '\uDE00\uD83D', expected: '' },
])('the body "$body" becomes "$expected", which XML can hold', ({ body, expected }) => {
  expect(sent(`${body}.`)).toEqual([{ body: `${expected}.` }]);
});

test('any body is read back without the characters that XML cannot hold', () => {
  const unit = fc.oneof(fc.string({
    unit: 'binary',
    maxLength: 3,
  }), fc.constantFrom('\r', '\n', '<', '&', ']]>', '"', '\uD83D', '\uDE00', '\u0000', ' '));
  fc.assert(fc.property(fc.array(unit, { minLength: 1 }).map((parts) => parts.join('')), (body) => {
    expect(sent(`.${body}`)).toEqual([{ body: `.${allowed(body)}` }]);
  }), { numRuns: 500 });
});

test('messages keep their order, media and addresses', () => {
  const messages: ReplyMessage[] = [
    {
      body: 'one',
      to: '+15005550006',
      from: 'whatsapp:+15005550001',
      statusCallback: 'https://example.com/s?a=1&b="2"',
    },
    { body: 'two', media: ['https://example.com/a?x=1&y=<2>', 'https://example.com/b'] },
    { media: ['https://example.com/c'] },
  ];

  expect(read(toTwiml(messages))).toEqual(messages);
});

test('one attachment needs no list', () => {
  expect(read(toTwiml([{ media: 'https://example.com/a' }]))).toEqual([{ media: ['https://example.com/a'] }]);
});

test('attributes hold line breaks and quotes, and drop what XML cannot hold', () => {
  expect(sent({ body: 'x', to: 'a"b\'c<d>&e\u0000f' })).toEqual([{ body: 'x', to: 'a"b\'c<d>&ef' }]);
  expect(toTwiml([{ body: 'x', to: 'a\nb\rc\td' }])).not.toMatch(/[\n\r\t]/);
});

test('no messages are an empty response', () => {
  expect(toTwiml([])).toBe(EMPTY_TWIML);
  expect(read(EMPTY_TWIML)).toEqual([]);
});

test('a character that XML cannot hold is rejected, since toMessages removes it', () => {
  expect(() => toTwiml([{ body: 'a\u0000' }])).toThrow('Invalid character');
});
