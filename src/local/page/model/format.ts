import type { PhoneChannel } from '../../page-protocol/page-protocol';

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** For example `14:05:09`. */
export function clock(time: number): string {
  return TIME.format(time);
}

/** For example `8 ms` or `13.1 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 segment`, `2 segments`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Spaces a number of the North American plan. Returns any other unchanged. */
export function phoneNumber(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/** The channels' names for people. */
export const CHANNEL_NAMES: Readonly<Record<PhoneChannel, string>> = {
  sms: 'SMS',
  mms: 'MMS',
  whatsapp: 'WhatsApp',
  rcs: 'RCS',
};

/** Longer lines are cut: a line of minified code would hide the message beside it. */
const MAX_LINE = 300;
// eslint-disable-next-line no-control-regex
const TERMINAL_CODES = /\x1b\[[\d;]*[A-Za-z]/g;

/** Makes a program's terminal output readable here: without colours, and with lines of a few rows at most. */
export function printed(text: string): string {
  const lines = text.replace(TERMINAL_CODES, '').split('\n');
  const cut = (line: string) => line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} …` : line.trimEnd();
  return lines.map(cut).join('\n').trim();
}
