/** Shorter values are parts of every other word, and hiding them would hide the cause. */
const MIN_LENGTH = 4;

/** What Twilio sends that is nobody's secret, and that an error message may well be about. */
const HARMLESS = new Set(['ApiVersion', 'MessageSid', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus']);

/** An error, as far as it may be logged. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
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
    ...(stack === undefined ? {} : { stack: scrub(String(stack), hidden) }),
  };
}

/**
 * Takes values that must not be logged out of a text that somebody else wrote: as they are, and as they look in JSON or
 * in a URL.
 */
export function scrub(text: string, hidden: readonly string[]): string {
  const spellings = hidden
    .filter((value) => value.length >= MIN_LENGTH)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(Buffer.from(value).toString())])
    .sort((a, b) => b.length - a.length);
  return spellings.reduce((scrubbed, spelling) => scrubbed.replaceAll(spelling, '[hidden]'), text);
}

/** A phone number or address as its last two digits. */
export function maskAddress(address: string): string {
  const digits = address.replace(/\D/g, '');
  return digits.length < 4 ? '…' : `…${digits.slice(-2)}`;
}

/** A URL whose query values are hidden: they are part of what was signed, and may be keys of the user's. */
export function maskQuery(url: string): string {
  return url.replace(/([?&][^=&#]*=)[^&#]*/g, '$1…');
}
