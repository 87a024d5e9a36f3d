import { randomBytes } from 'node:crypto';
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

/** Begins an instruction of ours to the terminal. Random, so that nobody else's text can hold one. */
const MARK = `\u{F0000}${randomBytes(8).toString('hex')}:`;
const INSTRUCTION = new RegExp(`${MARK}(\\d+[mK]);`, 'g');

/** Wipes the line that the cursor is on. */
export const WIPE_LINE = instruction('2K');

/** Colours on a terminal, unless NO_COLOR is set (no-color.org); otherwise plain words. */
export function styleFor(output: Output, env: Readonly<Record<string, string | undefined>>): Style {
  const isColoured = output.isTTY === true && !env.NO_COLOR;
  const paint = (start: number, end: number): Paint =>
    (text) => isColoured ? `${instruction(`${start}m`)}${text}${instruction(`${end}m`)}` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39), yellow: paint(33, 39) };
}

/**
 * Replaces our instructions with the terminal's escape sequences. The guarded output does that last: see
 * `guardOutputs`.
 */
export function withEscapeSequences(text: string): string {
  return text.replace(INSTRUCTION, (_, code: string) => `${code === '2K' ? '\r' : ''}\x1b[${code}`);
}

function instruction(code: string): string {
  return `${MARK}${code};`;
}
