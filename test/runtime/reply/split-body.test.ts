import fc from 'fast-check';
import { MAX_BODY_LENGTH, splitBody } from '../../../src/runtime/reply/split-body';

const FAMILY = '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}'; // one grapheme of 8 units
const graphemes = (text: string) => [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test.each<[string, string, string[]]>([
  ['a text that fits', 'one two', ['one two']],
  ['nothing', '', ['']],
  ['blanks that fit', '   ', ['   ']],
  ['words', 'one two three four', ['one two', 'three four']],
  ['a word that ends at the limit', '0123456789 x', ['0123456789', 'x']],
  ['blanks at the cut', 'one two \r\n\n three', ['one two', 'three']],
  ['blanks across the limit', 'one          two', ['one', 'two']],
  ['blanks beyond the limit at the end', '0123456789\n\n', ['0123456789']],
  ['blanks that fit elsewhere', '  one  two three  ', ['  one  two', 'three  ']],
  ['only blanks', ' '.repeat(25), []],
  ['a long word', '0123456789abcdefghijXYZ', ['0123456789', 'abcdefghij', 'XYZ']],
  ['a long word after a short one', 'hi 0123456789abc', ['hi', '0123456789', 'abc']],
  ['emoji', '012345678\u{1F600}9', ['012345678', '\u{1F600}9']],
  ['a family', `abc${FAMILY}d`, ['abc', `${FAMILY}d`]],
  ['letters with combining accents', 'e\u0301'.repeat(6), ['e\u0301'.repeat(5), 'e\u0301']],
  ['line ends of two characters', '012345678\r\n9', ['012345678', '9']],
  ['a blank with an accent, which is no blank', '01234567 \u03019', ['01234567 \u0301', '9']],
  ['a grapheme that is longer than a message', `e${'\u0301'.repeat(14)}`, [`e${'\u0301'.repeat(9)}`, '\u0301'.repeat(5)]],
  ['one of surrogate pairs', `a${'\u{E0100}'.repeat(6)}`, [`a${'\u{E0100}'.repeat(4)}`, '\u{E0100}'.repeat(2)]],
])('%s', (_, body, parts) => {
  expect(splitBody(body, 10)).toEqual(parts);
});

test('the limit is that of Twilio', () => {
  expect(splitBody('x'.repeat(MAX_BODY_LENGTH))).toHaveLength(1);
  expect(splitBody('x'.repeat(MAX_BODY_LENGTH + 1)).map(({ length }) => length)).toEqual([1600, 1]);
});

const body = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(' ', '\n', '\r\n', '\u3000', 'a', 'word', FAMILY, 'e\u0301', '\u{1F1E9}\u{1F1EA}', '\u0600', '\ud83d'), { maxLength: 200 }).map((parts) => parts.join('')),
);
const limit = fc.integer({ min: 16, max: 60 });

test('no part is too long, empty or only blanks, unless the whole text is', () => {
  fc.assert(fc.property(body, limit, (text, most) => {
    const parts = splitBody(text, most);
    expect(parts.every(({ length }) => length <= most)).toBe(true);
    expect(parts.length < 2 || parts.every((part) => part.trim() !== '')).toBe(true);
  }), { numRuns: 1000 });
});

test('nothing but blanks at the cuts is lost', () => {
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

test('no grapheme is cut, and no word that fits', () => {
  fc.assert(fc.property(body, limit, (text, most) => {
    fc.pre(graphemes(text).every(({ length }) => length <= most));
    const whole = new Set(graphemes(text));
    expect(splitBody(text, most).flatMap(graphemes).every((grapheme) => whole.has(grapheme))).toBe(true);
  }), { numRuns: 1000 });
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,16}$/), { maxLength: 60 }), limit, (list, most) => {
    expect(splitBody(list.join(' '), most).flatMap(words)).toEqual(list);
  }));
});
