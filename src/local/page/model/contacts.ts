import type { ExchangeView } from '../../page-protocol/page-protocol';

/** Somebody who texts. */
export interface Contact {
  readonly number: string;
  readonly name: string;
  /** One or two characters for the round picture. */
  readonly initials: string;
  /** Of the picture's colour, in degrees: tells apart who has the same initials. */
  readonly hue: number;
  readonly isWaiting: boolean;
  readonly count: number;
}

/** Numbers that are reserved for fiction, so that nobody is texted by mistake. */
const NAMES: Readonly<Record<string, string>> = {
  '+12025550123': 'Ada',
  '+12025550147': 'Grace',
  '+12025550168': 'Alan',
};

const HUES = [275, 180, 60, 340, 140, 230];

/** Requests that have no sender: what is no message. */
export const NOBODY = '';

/** Who can text: three by default, those that were added, and whoever has texted. */
export function contactsOf(exchanges: Iterable<ExchangeView>, added: readonly string[]): Contact[] {
  const all = [...exchanges];
  const numbers = new Set([...Object.keys(NAMES), ...added, ...all.map(({ from }) => from)]);
  return [...numbers].map((number, index) => {
    const own = all.filter(({ from }) => from === number);
    return { number, name: nameOf(number), initials: initials(number), hue: HUES[index % HUES.length], isWaiting: own.some(isAtWork), count: own.length };
  });
}

export function nameOf(number: string): string {
  return Object.hasOwn(NAMES, number) ? NAMES[number] : number === NOBODY ? 'Others' : `…${number.slice(-4)}`;
}

export function isWaiting({ answer, problem }: ExchangeView): boolean {
  return answer === undefined && problem === undefined;
}

/** Whether there may be a reply yet: from the function, or from one behind a queue. */
export function isAtWork(exchange: ExchangeView): boolean {
  return isWaiting(exchange) || exchange.isQueued === true;
}

function initials(number: string): string {
  return Object.hasOwn(NAMES, number) ? NAMES[number].slice(0, 1) : number === NOBODY ? '?' : number.slice(-2);
}
