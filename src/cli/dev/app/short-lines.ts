import { Output } from '../../terminal/context';

/** Longer than an error message, shorter than a line of minified code. */
const MAX_LENGTH = 500;

/**
 * Cuts unreadable lines: Node.js shows the whole line in which a program failed, and a line of a bundle has thousands
 * of characters.
 */
export function shortLines(output: Output): Output {
  let length = 0;
  const cut = (piece: string) => {
    const left = MAX_LENGTH - length;
    length += piece.length;
    if (piece.length <= left) return piece;
    return left < 0 ? '' : `${piece.slice(0, left)} ...`;
  };
  return {
    write: (text) => {
      const [first, ...others] = text.split('\n');
      const pieces = [cut(first), ...others.map((piece) => {
        length = 0;
        return cut(piece);
      })];
      return output.write(pieces.join('\n'));
    },
  };
}
