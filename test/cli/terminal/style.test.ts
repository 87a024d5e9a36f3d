import { styleFor } from '../../../src/cli/terminal/style';

const write = () => undefined;

test.each<[name: string, isTTY: boolean | undefined, env: Record<string, string>, red: string]>([
  ['colours on a terminal', true, {}, '\x1b[31mtext\x1b[39m'],
  ['none with NO_COLOR', true, { NO_COLOR: '1' }, 'text'],
  ['colours with an empty NO_COLOR', true, { NO_COLOR: '' }, '\x1b[31mtext\x1b[39m'],
  ['none elsewhere', undefined, {}, 'text'],
])('%s', (_, isTTY, env, red) => {
  expect(styleFor({ isTTY, write }, env).red('text')).toBe(red);
});
