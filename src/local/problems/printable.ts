/** Colours. A terminal that gets none loses nothing. */
const COLOUR = /\x1b\[[\d;:]*m/g;

/** Controls the terminal or reorders the text around it: C0, DEL, C1, other line ends, bidirectional controls. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes a text of anybody safe to print. Line breaks and tabs stay, colours go, other control characters are shown as
 * JSON escapes, so that printed JSON means the same.
 */
export function printable(text: string): string {
  return text.replace(COLOUR, '').replaceAll('\r\n', '\n').replace(CONTROL, escape);
}

/** The same on one line, so that a text cannot add a line that looks like one of ours. */
export function onOneLine(text: string): string {
  return text.replace(/\r?\n/g, '\\n');
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
