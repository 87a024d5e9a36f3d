import fc from 'fast-check';
import { MAX_BODY_LENGTH, splitBody } from '../../../src/runtime/reply/split-body';

const FAMILY = '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}'; // one grapheme of 8 units
const graphemes = (text: string) => [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test.each<{ readonly name: string; readonly body: string; readonly parts: string[] }>([
  { name: 'a text that fits', body: 'one two', parts: ['one two'] },
  { name: 'nothing', body: '', parts: [''] },
  { name: 'blanks that fit', body: '   ', parts: ['   '] },
  { name: 'words', body: 'one two three four', parts: ['one two', 'three four'] },
  { name: 'a word that ends at the limit', body: '0123456789 x', parts: ['0123456789', 'x'] },
  { name: 'blanks at the cut', body: 'one two \r\n\n three', parts: ['one two', 'three'] },
  { name: 'blanks across the limit', body: 'one          two', parts: ['one', 'two'] },
  { name: 'blanks beyond the limit at the end', body: '0123456789\n\n', parts: ['0123456789'] },
  { name: 'blanks that fit elsewhere', body: '  one  two three  ', parts: ['  one  two', 'three  '] },
  { name: 'only blanks', body: ' '.repeat(25), parts: [] },
  { name: 'a long word', body: '0123456789abcdefghijXYZ', parts: ['0123456789', 'abcdefghij', 'XYZ'] },
  { name: 'a long word after a short one', body: 'hi 0123456789abc', parts: ['hi', '0123456789', 'abc'] },
  { name: 'emoji', body: '012345678\u{1F600}9', parts: ['012345678', '\u{1F600}9'] },
  { name: 'a family', body: `abc${FAMILY}d`, parts: ['abc', `${FAMILY}d`] },
  { name: 'letters with combining accents', body: 'e\u0301'.repeat(6), parts: ['e\u0301'.repeat(5), 'e\u0301'] },
  { name: 'line ends of two characters', body: '012345678\r\n9', parts: ['012345678', '9'] },
  { name: 'a blank with an accent, which is no blank', body: '01234567 \u03019', parts: ['01234567 \u0301', '9'] },
  {
    name: 'a grapheme that is longer than a message',
    body: `e${'\u0301'.repeat(14)}`,
    parts: [`e${'\u0301'.repeat(9)}`, '\u0301'.repeat(5)],
  },
  {
    name: 'one of surrogate pairs',
    body: `a${'\u{E0100}'.repeat(6)}`,
    parts: [`a${'\u{E0100}'.repeat(4)}`, '\u{E0100}'.repeat(2)],
  },
])('a body with $name is split correctly', ({ body, parts }) => {
  expect(splitBody(body, 10)).toEqual(parts);
});

test("the default limit is Twilio's", () => {
  expect(splitBody('x'.repeat(MAX_BODY_LENGTH))).toHaveLength(1);
  expect(splitBody('x'.repeat(MAX_BODY_LENGTH + 1)).map(({ length }) => length)).toEqual([1600, 1]);
});

const body = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(
    fc.constantFrom(
      ' ',
      '\n',
      '\r\n',
      '\u3000',
      'a',
      'word',
      FAMILY,
      'e\u0301',
      '\u{1F1E9}\u{1F1EA}',
      '\u0600',
      '\ud83d',
    ),
    { maxLength: 200 },
  ).map((parts) => parts.join('')),
);
const limit = fc.integer({ min: 16, max: 60 });

test('no part is too long, empty or blank, unless the whole body is', () => {
  fc.assert(fc.property(body, limit, (text, most) => {
    const parts = splitBody(text, most);
    expect(parts.every(({ length }) => length <= most)).toBe(true);
    expect(parts.length < 2 || parts.every((part) => part.trim() !== '')).toBe(true);
  }), { numRuns: 1000 });
});

test('only blanks at the cuts are lost', () => {
  fc.assert(fc.property(body, limit, (text, most) => {
    let rest = text;
    for (const part of splitBody(text, most)) {
      const at = rest.indexOf(part);
      expect(rest.slice(0, at).trim()).toBe('');
      rest = rest.slice(at + part.length);
    }
    expect(rest.trim()).toBe('');
  }), { numRuns: 1000 });
});

test('no grapheme is cut, and no word that fits into a part', () => {
  fc.assert(fc.property(body, limit, (text, most) => {
    fc.pre(graphemes(text).every(({ length }) => length <= most));
    const whole = new Set(graphemes(text));
    expect(splitBody(text, most).flatMap(graphemes).every((grapheme) => whole.has(grapheme))).toBe(true);
  }), { numRuns: 1000 });
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,16}$/), { maxLength: 60 }), limit, (list, most) => {
    expect(splitBody(list.join(' '), most).flatMap(words)).toEqual(list);
  }));
});
