import { shortLines } from '../../../../src/cli/dev/app/short-lines';

function write(...chunks: readonly string[]): string {
  const written: string[] = [];
  const output = shortLines({ write: (text) => written.push(text) });
  chunks.forEach((chunk) => output.write(chunk));
  return written.join('');
}

test('lines of usual length stay the same, in whatever pieces they come', () => {
  expect(write('a\nb', 'c\n\n', `${'x'.repeat(500)}\n`, 'no end')).toBe(`a\nbc\n\n${'x'.repeat(500)}\nno end`);
});

test('a longer line is cut, and the next one is not', () => {
  const cut = `${'x'.repeat(500)} ...\n`;

  expect(write(`${'x'.repeat(3000)}\nnext\n`)).toBe(`${cut}next\n`);
  expect(write('x'.repeat(400), 'x'.repeat(400), 'x'.repeat(400), '\nnext\n')).toBe(`${cut}next\n`);
  expect(write('x'.repeat(500), 'x', '\n')).toBe(cut);
  expect(write(`${'x'.repeat(500)}`, '\nnext')).toBe(`${'x'.repeat(500)}\nnext`);
});
