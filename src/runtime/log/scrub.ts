import { SHOW_VALUES_ENV } from '../../shared/env';
import { isHarmless } from '../../shared/message-parameters';

/** Shorter values are parts of every other word, and hiding them would hide the cause. */
const MIN_LENGTH = 4;

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
 * digits.
 */
export function sensitiveValues(parameters: Readonly<Record<string, string>>): readonly string[] {
  if (process.env[SHOW_VALUES_ENV] === 'true') return [];
  return Object.entries(parameters)
    .filter(([name]) => !isHarmless(name))
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
  return {
    name: scrub(String(name), hidden),
    message: scrub(String(message), hidden),
    ...(stack === undefined ? {} : { stack: scrub(`${stack}${causesOf(error)}`, hidden) }),
  };
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
 * first frame of a stack.
 *
 * The work is bounded: a long text is cut, and a value is recognized by its first characters.
 */
export function scrub(text: string, hidden: readonly string[]): string {
  const lowerCase = text.slice(0, MAX_READ).toLowerCase();
  const values = hidden
    .map((value) => value.trim())
    .filter((value) => value.length >= MIN_LENGTH && lowerCase.includes(unescapable(value)))
    .sort((a, b) => b.length - a.length);
  return values
    .reduce((scrubbed, value) => scrubbed.replace(anySpelling(value), '[hidden]'), text.slice(0, MAX_READ))
    .slice(0, MAX_WRITTEN);
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
