import type { PhoneChannel } from '../../page-protocol/page-protocol';

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Such as `14:05:09`. */
export function clock(time: number): string {
  return TIME.format(time);
}

/** Such as `8 ms` or `13.1 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 segment`, `2 segments`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A number of the North American plan as it is written there, any other as it is. */
export function phoneNumber(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/** As people write it. */
export const CHANNEL_NAMES: Readonly<Record<PhoneChannel, string>> = { sms: 'SMS', mms: 'MMS', whatsapp: 'WhatsApp' };

/** Of what a program printed: a line of minified code would hide the message beside it. */
const MAX_LINE = 300;
// eslint-disable-next-line no-control-regex
const TERMINAL_CODES = /\x1b\[[\d;]*[A-Za-z]/g;

/** What a program printed for a terminal, fit to be read here: without colours, and with no line longer than a few rows. */
export function printed(text: string): string {
  return text.replace(TERMINAL_CODES, '').split('\n').map((line) => line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} …` : line.trimEnd()).join('\n').trim();
}
