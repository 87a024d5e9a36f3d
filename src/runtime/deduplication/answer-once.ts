import {
  type Claim, type ClaimState, claimState, ifStillOwned, newClaim, type SignedContent, unlessClaimed,
} from './claim';
import { repeated, stillInProgress, unavailable, unrecorded } from './outcomes';
import { findAnswer, storeAnswer } from './stored-answer';
import type { Table } from './table';
import { Rejection } from '../log/rejection';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import type { Answer } from '../webhook/answer-message';

/** Parts of `answerOnce`. */
export interface AnswerOnceParts {
  readonly table: Table;
  /** Whether a message is rejected with 503 when the table is unavailable. If not, it is answered without the table. */
  readonly isRequired: boolean;
  /** Returns an id that no other request has. */
  readonly newOwner: () => string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Left before the deadline to answer a duplicate in time. */
const TO_ANSWER = 250;
/** Left after the deadline to record the result of a message. The answer itself must not wait longer. */
const TO_RECORD = 400;
/** Pauses between two looks at a message in progress, in milliseconds. The last one repeats. */
const PAUSES = [25, 50, 100, 200, 400, 800];

const REPARTITIONED = 'the same signed content came before, split into other parameters';

/**
 * Runs `answer` once per message. Concurrent and later duplicates wait for the stored answer and return it.
 *
 * @throws Rejection 400 if the same signed content came before, split into other parameters
 * @throws Rejection 503 if the table is unavailable and required
 */
export async function answerOnce(
  content: SignedContent,
  deadline: number,
  answer: () => Promise<Answer>,
  parts: AnswerOnceParts,
): Promise<Answer> {
  const { table, now } = parts;
  const claim = newClaim(content, parts.newOwner(), deadline, now());
  for (let hasWaited = false; ; hasWaited = true) {
    let state: ClaimState;
    try {
      const found = await table.put(claim, { condition: unlessClaimed(claim, now()) });
      state = found === undefined ? 'OWNED' : claimState(found as Claim, claim, now());
    } catch (error) {
      return answerWithoutTable(error, answer, parts);
    }
    if (state === 'IN_PROGRESS') {
      state = await waitWhileInProgress(claim, deadline, parts);
      hasWaited = true;
    }
    switch (state) {
      case 'OWNED': return record(claim, content, deadline, await attempt(claim, answer, parts), parts);
      case 'COMPLETED': return repeat(content, hasWaited, parts);
      case 'REPARTITIONED': throw new Rejection(400, 'invalid_message', REPARTITIONED);
      case 'IN_PROGRESS': return stillInProgress();
    }
    // The message is available again: its owner failed or vanished.
  }
}

/** Fails open or closed if the table is unavailable. */
export async function answerWithoutTable(
  error: unknown,
  answer: () => Promise<Answer>,
  { isRequired }: AnswerOnceParts,
): Promise<Answer> {
  if (isRequired) throw unavailable(error);
  return unrecorded(await answer(), error);
}

/** Polls until the message is no longer in progress, or no time is left. */
async function waitWhileInProgress(
  claim: Claim,
  deadline: number,
  { table, now, sleep }: AnswerOnceParts,
): Promise<ClaimState> {
  for (let looks = 0; ; looks++) {
    const pause = PAUSES[Math.min(looks, PAUSES.length - 1)];
    if (now() + pause > deadline - TO_ANSWER) return 'IN_PROGRESS';
    await sleep(pause);
    try {
      const found = await table.get(claim.id);
      const state = found === undefined ? 'AVAILABLE' : claimState(found as Claim, claim, now());
      if (state !== 'IN_PROGRESS') return state;
    } catch {
      // The message is known to be in progress. The next read may succeed.
    }
  }
}

/** Runs `answer`, and releases the message if that fails. */
async function attempt(claim: Claim, answer: () => Promise<Answer>, parts: AnswerOnceParts): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    await release(claim, TO_RECORD, parts).catch(() => undefined);
    throw error;
  }
}

/** Stores a 200 for duplicates, the error reply included. After a 5xx Twilio's retry runs the handler again. */
async function record(
  claim: Claim,
  { key }: SignedContent,
  deadline: number,
  answer: Answer,
  parts: AnswerOnceParts,
): Promise<Answer> {
  const { table, now } = parts;
  const { statusCode, body } = answer.response;
  const withinMs = () => Math.max(TO_RECORD / 4, deadline + TO_RECORD - now());
  try {
    if (statusCode !== 200) {
      await release(claim, withinMs(), parts);
      return answer;
    }
    const isEmpty = body === EMPTY_TWIML;
    if (!isEmpty) await storeAnswer(key, body, table, now(), withinMs());
    const completed: Claim = { ...claim, result: isEmpty ? 'nothing' : 'replied' };
    await table.put(completed, { condition: ifStillOwned(claim), withinMs: withinMs() });
    return answer;
  } catch (error) {
    return unrecorded(answer, error);
  }
}

async function release(claim: Claim, withinMs: number, { table, now }: AnswerOnceParts): Promise<void> {
  await table.put({ ...claim, lockedUntil: now() - 1 }, { condition: ifStillOwned(claim), withinMs });
}

/** Returns the stored answer. Without the table it is unknown, and any other answer would be wrong. */
async function repeat(
  { key }: SignedContent,
  hasWaited: boolean,
  { table, now }: AnswerOnceParts,
): Promise<Answer> {
  try {
    return repeated(await findAnswer(key, table, now()), hasWaited);
  } catch (error) {
    throw unavailable(error);
  }
}
