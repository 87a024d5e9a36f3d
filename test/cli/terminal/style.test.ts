import { styleFor, withEscapeSequences } from '../../../src/cli/terminal/style';

const write = () => undefined;

test.each<{
  readonly name: string;
  readonly isTTY: boolean | undefined;
  readonly env: Record<string, string>;
  readonly red: string;
}>([
  { name: 'colours on a terminal', isTTY: true, env: {}, red: '\x1b[31mtext\x1b[39m' },
  { name: 'no colours with NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, red: 'text' },
  { name: 'colours with an empty NO_COLOR', isTTY: true, env: { NO_COLOR: '' }, red: '\x1b[31mtext\x1b[39m' },
  { name: 'no colours elsewhere', isTTY: undefined, env: {}, red: 'text' },
])('red words have $name', ({ isTTY, env, red }) => {
  expect(withEscapeSequences(styleFor({ isTTY, write }, env).red('text'))).toBe(red);
});
