import { Output } from './context';

type Paint = (text: string) => string;

/** Ways to highlight words on the terminal. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

/** Colours on a terminal, unless NO_COLOR is set (no-color.org); otherwise plain words. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  const isColoured = output.isTTY === true && !env.NO_COLOR;
  const paint = (start: number, end: number): Paint =>
    (text) => isColoured ? `\x1b[${start}m${text}\x1b[${end}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39), yellow: paint(33, 39) };
}
