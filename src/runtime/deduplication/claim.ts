import { createHash } from 'node:crypto';
import { type Condition, isExpired, type Item, toSeconds } from './table';
import type { Parameter } from '../webhook/form';

/** How long a text is known, so that it is never answered anew: 400 days, in seconds. */
export const TEXT_RETENTION = 400 * 24 * 60 * 60;
/** Left for the one that answers to say that it has, or that it failed, after its deadline. */
const GRACE = 1000;

/** What says that a text is being answered, or was. */
export type Claim = Item & {
  /** Who answers it: one request, and no other. */
  readonly owner: string;
  /** Where the signed text was cut into names and values. */
  readonly cuts: string;
  /** Until when others leave it to the owner, in milliseconds since 1970. In the past when the owner has failed. */
  readonly lockedUntil: number;
  /** What became of it: an answer that is kept for a while, or one without a message. */
  readonly done?: 'replied' | 'nothing';
};

/** A text, as it was signed and cut. */
export interface SignedText {
  /** SHA-256 of what was signed. */
  readonly key: string;
  readonly cuts: string;
}

/** Claims a text for a request that has to be answered at the deadline. */
export function newClaim({ key, cuts }: SignedText, owner: string, deadline: number, now: number): Claim {
  return { id: `text#${key}`, cuts, owner, lockedUntil: deadline + GRACE, expiration: toSeconds(now) + TEXT_RETENTION };
}

/** A text may be claimed that is new, or whose owner has failed or vanished. */
export function unlessClaimed({ cuts }: Claim, now: number): Condition {
  return {
    expression: 'attribute_not_exists(#id) OR #expiration <= :now OR (attribute_not_exists(#done) AND #lockedUntil <= :time AND #cuts = :cuts)',
    values: { now: toSeconds(now), time: now, cuts },
  };
}

/** Only the owner may say what became of it. */
export function ifStillOwned({ owner }: Claim): Condition {
  return { expression: '#owner = :owner', values: { owner } };
}

/**
 * - `mine`: a try of this request whose outcome was not known did claim it
 * - `recut`: the same signed text in other parameters, which Twilio never sends: see SECURITY.md
 * - `done`: answered
 * - `locked`: another request is at it
 * - `free`: may be claimed
 */
export type Standing = 'mine' | 'recut' | 'done' | 'locked' | 'free';

/** What a claim that is there means for one that would take its place. */
export function standingOf(found: Claim, mine: Claim, now: number): Standing {
  if (found.owner === mine.owner) return 'mine';
  if (isExpired(found, now)) return 'free';
  if (found.cuts !== mine.cuts) return 'recut';
  if (found.done !== undefined) return 'done';
  return found.lockedUntil > now ? 'locked' : 'free';
}

/**
 * Where a text is cut, as a hash: the same for every order of the parameters, and however often an equal one is repeated.
 * Twilio signs no boundaries, so requests with one signature may differ in them.
 */
export function cutsOf(parameters: readonly Parameter[]): string {
  const distinct = [...new Set(parameters.map((parameter) => JSON.stringify(parameter)))].sort();
  return createHash('sha256').update(distinct.join('\n')).digest('hex');
}
