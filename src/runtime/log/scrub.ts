import { foreignParts } from './own-error';
import { SHOW_VALUES_ENV } from '../../shared/env';
import { isFreeText, isHarmless } from '../../shared/message-parameters';

/** Shorter values are parts of every other word. They are hidden only where they stand alone. */
const MIN_LENGTH = 4;

/** A shorter run of digits is no phone number. A number is also recognized by its last digits, so many at least. */
const MIN_DIGITS = 7;

/** How many characters a value is recognized by. */
const RECOGNIZED_BY = 40;

/** How much of a text is looked at, and how much of it is logged. */
const MAX_READ = 32_000;
const MAX_WRITTEN = 8_000;

/** How many causes of an error are logged. */
const MAX_CAUSES = 3;

/** An error, as far as it may be logged. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  /** Ends with the causes, one per line: "fetch failed" says nothing without them. */
  readonly stack?: string;
}

/**
 * The values of a message that must not be logged: none under `dev`. A phone number is there a second time as its
 * digits. A short value is there only if the sender or the owner wrote it: codes such as `US` are part of many
 * sentences.
 */
export function sensitiveValues(parameters: Readonly<Record<string, string>>): readonly string[] {
  if (process.env[SHOW_VALUES_ENV] === 'true') return [];
  return Object.entries(parameters)
    .filter(([name, value]) => !isHarmless(name) && (value.trim().length >= MIN_LENGTH || isFreeText(name)))
    .flatMap(([, value]) => (/^\D*\d{7,15}$/.test(value) ? [value, value.replace(/\D/g, '')] : [value]));
}

/** Describes what a reply handler threw, without the values that must not be logged. Never throws. */
export function describeError(error: unknown, hidden: readonly string[]): ErrorDescription {
  try {
    return describe(error, hidden);
  } catch {
    // Its getters throw, or it has no text.
    return { name: 'Error', message: 'The reply handler threw a value that cannot be described' };
  }
}

function describe(error: unknown, hidden: readonly string[]): ErrorDescription {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: `The reply handler must throw an Error, got a value of type ${typeof error}` };
  }
  const { name, message, stack } = error;
  const foreign = foreignParts(error);
  if (foreign === undefined) {
    return {
      name: scrub(String(name), hidden),
      message: scrub(String(message), hidden),
      ...(stack === undefined ? {} : { stack: scrub(`${stack}${causesOf(error)}`, hidden) }),
    };
  }
  const sentence = scrubParts(message, foreign, hidden);
  const frames = stack?.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
  return { name, message: sentence, stack: `${name}: ${sentence}${scrub(`${frames}${causesOf(error)}`, hidden)}` };
}

function scrubParts(message: string, foreign: readonly string[], hidden: readonly string[]): string {
  let rest = message;
  let scrubbed = '';
  for (const part of foreign) {
    const start = rest.indexOf(part);
    scrubbed += rest.slice(0, start) + scrub(part, hidden);
    rest = rest.slice(start + part.length);
  }
  return scrubbed + rest;
}

function causesOf(error: Error, count = MAX_CAUSES): string {
  const { cause } = error;
  if (!(cause instanceof Error) || count === 0) {
    return '';
  }
  const { code } = cause as { code?: unknown };
  const suffix = typeof code === 'string' ? ` (${code})` : '';
  return `\nCaused by ${cause.name}: ${cause.message}${suffix}${causesOf(cause, count - 1)}`;
}

/**
 * Hides values that must not be logged in a text that somebody else wrote, in any spelling: handlers trim them and
 * change their case, errors quote them in JSON, forms and URLs. A long value hides the rest of the text, up to the
 * first frame of a stack. A phone number is found however its digits are grouped. A part of another value, such as its
 * first word, is not recognized.
 *
 * The work is bounded: a long text is cut, and a value is recognized by its first characters.
 */
export function scrub(text: string, hidden: readonly string[]): string {
  const read = text.slice(0, MAX_READ);
  const lowerCase = read.toLowerCase();
  const values = hidden
    .map((value) => value.trim())
    .filter((value) => value !== '' && lowerCase.includes(unescapable(value)))
    .sort((a, b) => b.length - a.length);
  const numbers = hidden.filter((value) => DIGITS.test(value));
  const long = values.filter(({ length }) => length >= MIN_LENGTH).map(anySpelling);
  const short = values.filter(({ length }) => length < MIN_LENGTH).map(standingAlone);
  return hideOutsideFrames(hide(read, [...long, ...numbers.map(anyGrouping)]), short).slice(0, MAX_WRITTEN);
}

function hide(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((scrubbed, pattern) => scrubbed.replace(pattern, '[hidden]'), text);
}

/** The frames of a stack are full of short words and numbers. */
function hideOutsideFrames(text: string, patterns: readonly RegExp[]): string {
  if (patterns.length === 0) return text;
  return text.split('\n').map((line) => (/^\s+at /.test(line) ? line : hide(line, patterns))).join('\n');
}

const DIGITS = new RegExp(`^\\d{${MIN_DIGITS},15}$`);

/** What people write between the digits of a phone number, also in a URL. */
const BETWEEN_DIGITS = '(?:[\\s().+/\u2010-\u2015-]|%(?:20|2[89BDEF]|C2%A0)){0,4}';

/**
 * A pattern for a phone number whose digits are grouped, with or without country and area code.
 *
 * @param digits of the number, the country code included
 */
function anyGrouping(digits: string): RegExp {
  const last = [...digits.slice(-MIN_DIGITS)].join(BETWEEN_DIGITS);
  const before = [...digits.slice(0, -MIN_DIGITS)];
  const codes = before.reduce((pattern, digit) => `(?:${pattern}${digit}${BETWEEN_DIGITS})?`, '');
  return new RegExp(`(?:[+(]|%2[8B]){0,2}${codes}${last}`, 'gi');
}

const LETTER_OR_DIGIT = '0-9A-Za-z\u00aa-\ud7ff\uf900-\uffdc';

/** A pattern for a short value that is not part of a longer word. Escapes of JSON and URLs do not count as words. */
function standingAlone(value: string): RegExp {
  const { source } = anySpelling(value);
  return new RegExp(`(?:(?<![${LETTER_OR_DIGIT}])|(?<=%[0-9A-F]{2}|\\\\[nrt]))${source}(?![${LETTER_OR_DIGIT}])`, 'gi');
}

/** A part of the value's beginning that no spelling changes. A text without it cannot hold the value. */
function unescapable(value: string): string {
  return /[a-z0-9]+/.exec([...value].slice(0, RECOGNIZED_BY).join('').toLowerCase())?.[0] ?? '';
}

/** A pattern for the beginning of a value in any spelling. */
function anySpelling(value: string): RegExp {
  // A run of backslashes counts as one: two patterns side by side that each match many would take forever.
  const characters = [...value.replace(/\\+/g, '\\')];
  const beginning = characters.slice(0, RECOGNIZED_BY).map((character) => {
    if (character === '\\') {
      return '(?:\\\\|%5C)+';
    }
    const inJson = JSON.stringify(character).slice(1, -1).replace(/^\\+/, '');
    const inUrl = encodeURIComponent(Buffer.from(character).toString());
    const inForm = new URLSearchParams([['', character]]).toString().slice(1);
    const escaped = [character, inUrl, inForm].map((spelling) => spelling.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    const spellings = [...new Set(escaped)].join('|');
    return `(?:\\\\*(?:${spellings})${inJson !== character && character !== '"' ? `|\\\\+${inJson}` : ''})`;
  }).join('');
  return new RegExp(beginning + (characters.length > RECOGNIZED_BY ? '[^]*?(?=\\n\\s+at |$)' : ''), 'gi');
}

/** A phone number or address as its last two digits. */
export function maskAddress(address: string): string {
  const digits = address.replace(/\D/g, '');
  return digits.length < 4 ? '…' : `…${digits.slice(-2)}`;
}

/** A URL whose query values are hidden: they are part of the signed content, and may be the user's keys. */
export function maskQuery(url: string): string {
  const [, origin, userInfo, rest, query] = /^([^/?#]*\/\/)?([^/?#]*@)?([^?]*)(?:\?(.*))?$/s.exec(url)!;
  const masked = query?.replace(
    /([^=&#]*=)?[^&#]*/g,
    (part, name: string | undefined) => (part === '' ? '' : `${name ?? ''}…`),
  );
  const user = userInfo === undefined ? '' : '…@';
  return `${origin ?? ''}${user}${rest}${masked === undefined ? '' : `?${masked}`}`;
}
