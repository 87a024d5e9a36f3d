import { truncate } from '../../../src/runtime/reply/truncate';

test.each([
  { name: 'a short message', body: 'one two', expected: 'one two...' },
  { name: 'a message with room for the mark', body: 'x'.repeat(1597), expected: 'x'.repeat(1597) + '...' },
  { name: 'a full message of words', body: `${'word '.repeat(319)}words`, expected: `${'word '.repeat(318)}word...` },
  { name: 'a full message of one word', body: 'x'.repeat(1600), expected: 'x'.repeat(1597) + '...' },
  { name: 'a full message of emoji', body: '\u{1F600}'.repeat(800), expected: '\u{1F600}'.repeat(798) + '...' },
  { name: 'a message without a body', body: undefined, expected: '...' },
])('the mark of $name fits into 1,600 characters', ({ body, expected }) => {
  const media = ['https://example.com/a.png'];

  expect(truncate([{ body: 'first' }, { body, media }, { body: 'lost' }], 2)).toEqual([
    { body: 'first' }, { body: expected, media },
  ]);
});

test('messages that all fit only get the mark', () => {
  expect(truncate([{ body: 'one' }, { body: 'two' }], 5)).toEqual([{ body: 'one' }, { body: 'two...' }]);
});
