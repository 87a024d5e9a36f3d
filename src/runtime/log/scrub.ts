/** Shorter values are parts of every other word, and hiding them would hide the cause. */
const MIN_LENGTH = 4;

/** How many characters a value is recognized by. */
const RECOGNIZED_BY = 40;

/** How much of a text is looked at, and how much of it is logged. */
const MAX_READ = 32_000;
const MAX_WRITTEN = 8_000;

/** How many causes of an error are logged. */
const MAX_CAUSES = 3;

/** What Twilio sends that is nobody's secret, and that an error message may well be about. */
const HARMLESS = new Set(['ApiVersion', 'MessageSid', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus']);

/** An error, as far as it may be logged. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  /** And, in a line each, what caused it: of "fetch failed" that is all there is to know. */
  readonly stack?: string;
}

/** The values of a message that must not be logged; of a phone number its digits too. */
export function sensitiveValues(parameters: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(parameters)
    .filter(([name]) => !HARMLESS.has(name))
    .flatMap(([, value]) => (/^\D*\d{7,15}$/.test(value) ? [value, value.replace(/\D/g, '')] : [value]));
}

/** Describes what a reply handler threw, without the values that must not be logged. */
export function describeError(error: unknown, hidden: readonly string[]): ErrorDescription {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: `The reply handler threw a value of type ${typeof error} instead of an Error` };
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
  return `\nCaused by ${cause.name}: ${cause.message}${typeof code === 'string' ? ` (${code})` : ''}${causesOf(cause, count - 1)}`;
}

/**
 * Takes values that must not be logged out of a text that somebody else wrote, in any spelling: handlers trim them and
 * change their case, errors quote them in JSON, forms and URLs. From where a long value begins the text is hidden to its
 * end, or to a stack's first frame.
 *
 * Bounded: a long text is cut, and a value is recognized by its first characters.
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

/** A part of the beginning that every spelling leaves as it is: without it in the text there is nothing to look for. */
function unescapable(value: string): string {
  return /[a-z0-9]+/.exec([...value].slice(0, RECOGNIZED_BY).join('').toLowerCase())?.[0] ?? '';
}

/** A pattern for the beginning of a value in any spelling. */
function anySpelling(value: string): RegExp {
  // A run of backslashes is one, however often it was escaped: two patterns side by side that both take many would take forever.
  const characters = [...value.replace(/\\+/g, '\\')];
  const beginning = characters.slice(0, RECOGNIZED_BY).map((character) => {
    if (character === '\\') {
      return '(?:\\\\|%5C)+';
    }
    const inJson = JSON.stringify(character).slice(1, -1).replace(/^\\+/, '');
    const inUrl = encodeURIComponent(Buffer.from(character).toString());
    const inForm = new URLSearchParams([['', character]]).toString().slice(1);
    const spellings = new Set([character, inUrl, inForm].map((spelling) => spelling.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')));
    return `(?:\\\\*(?:${[...spellings].join('|')})${inJson !== character && character !== '"' ? `|\\\\+${inJson}` : ''})`;
  }).join('');
  return new RegExp(beginning + (characters.length > RECOGNIZED_BY ? '[^]*?(?=\\n\\s+at |$)' : ''), 'gi');
}

/** A phone number or address as its last two digits. */
export function maskAddress(address: string): string {
  const digits = address.replace(/\D/g, '');
  return digits.length < 4 ? '…' : `…${digits.slice(-2)}`;
}

/** A URL whose query values are hidden: they are part of what was signed, and may be keys of the user's. */
export function maskQuery(url: string): string {
  const [, origin, userInfo, rest, query] = /^([^/?#]*\/\/)?([^/?#]*@)?([^?]*)(?:\?(.*))?$/s.exec(url)!;
  const masked = query?.replace(/([^=&#]*=)?[^&#]*/g, (part, name: string | undefined) => (part === '' ? '' : `${name ?? ''}…`));
  return `${origin ?? ''}${userInfo === undefined ? '' : '…@'}${rest}${masked === undefined ? '' : `?${masked}`}`;
}
