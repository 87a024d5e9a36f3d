import { createHash } from 'node:crypto';
import { MESSAGE_RETENTION } from './retention';
import { type Condition, isExpired, type Item, toSeconds } from './table';
import type { Parameter } from '../webhook/form';

/** Time after its deadline for the owner to record its result. */
const GRACE = 1000;

/** The item that says that a message is in progress or completed. */
export type Claim = Item & {
  /** The one request that answers the message. */
  readonly owner: string;
  /** Says how the signed content is split into names and values, see `partitionOf`. */
  readonly partition: string;
  /** Until when others leave the message to the owner, in milliseconds since 1970. In the past if the owner failed. */
  readonly lockedUntil: number;
  /** The result: an answer that is stored for a while, or an empty one. Absent until the message is completed. */
  readonly result?: 'replied' | 'nothing';
};

/** Signed content and the way it is split. */
export interface SignedContent {
  /** SHA-256 of the signed content. */
  readonly key: string;
  readonly partition: string;
}

/** Claims signed content for a request with this deadline. */
export function newClaim({ key, partition }: SignedContent, owner: string, deadline: number, now: number): Claim {
  const expiration = toSeconds(now) + MESSAGE_RETENTION;
  return { id: `content#${key}`, partition, owner, lockedUntil: deadline + GRACE, expiration };
}

/** A message may be claimed if it is new, or if its owner failed or vanished. */
export function unlessClaimed({ partition }: Claim, now: number): Condition {
  return {
    expression: 'attribute_not_exists(#id) OR #expiration <= :now'
      + ' OR (attribute_not_exists(#result) AND #lockedUntil <= :time AND #partition = :partition)',
    values: { now: toSeconds(now), time: now, partition },
  };
}

/** Only the owner may record a result. */
export function ifStillOwned({ owner }: Claim): Condition {
  return { expression: '#owner = :owner', values: { owner } };
}

/**
 * - `OWNED`: this request claimed the message with an earlier call whose outcome it did not learn
 * - `REPARTITIONED`: the same signed content, split into other parameters, which Twilio never sends (SECURITY.md)
 * - `COMPLETED`: answered
 * - `IN_PROGRESS`: another request is answering it
 * - `AVAILABLE`: may be claimed
 */
export type ClaimState = 'OWNED' | 'REPARTITIONED' | 'COMPLETED' | 'IN_PROGRESS' | 'AVAILABLE';

/** The state that an existing claim puts a new one in. */
export function claimState(found: Claim, mine: Claim, now: number): ClaimState {
  if (found.owner === mine.owner) return 'OWNED';
  if (isExpired(found, now)) return 'AVAILABLE';
  if (found.partition !== mine.partition) return 'REPARTITIONED';
  if (found.result !== undefined) return 'COMPLETED';
  return found.lockedUntil > now ? 'IN_PROGRESS' : 'AVAILABLE';
}

/**
 * A hash of the distinct parameters, in any order. Twilio signs no boundaries, so requests with one signature may be
 * split into different parameters.
 */
export function partitionOf(parameters: readonly Parameter[]): string {
  const distinct = [...new Set(parameters.map((parameter) => JSON.stringify(parameter)))].sort();
  return createHash('sha256').update(distinct.join('\n')).digest('hex');
}
