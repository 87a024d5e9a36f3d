import { ExchangeView, SENDER_NAMES } from '../../page-protocol/page-protocol';

/** A sender. */
export interface Contact {
  readonly number: string;
  readonly name: string;
  /** One or two characters for the round picture. */
  readonly initials: string;
  /** Hue of the picture's colour, in degrees. Distinguishes senders with the same initials. */
  readonly hue: number;
  readonly isWaiting: boolean;
  readonly count: number;
}

const HUES = [275, 180, 60, 340, 140, 230];

/** The sender of requests that are no messages. */
export const NOBODY = '';

/** The senders: three by default, added ones, and all that have sent a message. */
export function contactsOf(exchanges: Iterable<ExchangeView>, added: readonly string[]): Contact[] {
  const all = [...exchanges];
  const numbers = new Set([...Object.keys(SENDER_NAMES), ...added, ...all.map(({ from }) => from)]);
  return [...numbers].map((number, index) => {
    const own = all.filter(({ from }) => from === number);
    return {
      number,
      name: nameOf(number),
      initials: initials(number),
      hue: HUES[index % HUES.length],
      isWaiting: own.some(isAtWork),
      count: own.length,
    };
  });
}

export function nameOf(number: string): string {
  return Object.hasOwn(SENDER_NAMES, number) ? SENDER_NAMES[number] : number === NOBODY ? 'Others' : `…${number.slice(-4)}`;
}

export function isWaiting({ answer, problem }: ExchangeView): boolean {
  return answer === undefined && problem === undefined;
}

/** Tells whether a reply may still come: from the function, or from one behind a queue. */
export function isAtWork(exchange: ExchangeView): boolean {
  return isWaiting(exchange) || exchange.isQueued === true;
}

function initials(number: string): string {
  return Object.hasOwn(SENDER_NAMES, number) ? SENDER_NAMES[number].slice(0, 1) : number === NOBODY ? '?' : number.slice(-2);
}
