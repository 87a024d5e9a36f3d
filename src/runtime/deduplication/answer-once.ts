import { type Claim, ifStillOwned, newClaim, type SignedText, type Standing, standingOf, unlessClaimed } from './claim';
import { repeated, stillInProgress, unavailable, unrecorded } from './outcomes';
import { findAnswer, storeAnswer } from './stored-answer';
import type { Table } from './table';
import { Rejection } from '../log/rejection';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import type { Answer } from '../webhook/answer-message';

/** What answering once needs. */
export interface AnswerOnceParts {
  readonly table: Table;
  /** Whether a text is rejected with 503 when the table cannot be asked. If not, it is answered like any other. */
  readonly isRequired: boolean;
  /** Tells one request from another. */
  readonly newOwner: () => string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Before the deadline, so that the answer to a copy is still in time. */
const TO_ANSWER = 250;
/** After the deadline, for saying what became of a text. The answer itself is the first thing that must not wait. */
const TO_RECORD = 400;
/** Pauses between two looks at a text that is being answered, in milliseconds. The last one goes on. */
const PAUSES = [25, 50, 100, 200, 400, 800];

/**
 * Runs `answer` unless the text is being answered, or was: then its answer is waited for, and given again.
 *
 * @throws Rejection 400 for a text that came before, cut into other parameters
 * @throws Rejection 503 if the table cannot be asked, and has to be
 */
export async function answerOnce(text: SignedText, deadline: number, answer: () => Promise<Answer>, parts: AnswerOnceParts): Promise<Answer> {
  const { table, now } = parts;
  const claim = newClaim(text, parts.newOwner(), deadline, now());
  for (let hasWaited = false; ; hasWaited = true) {
    let standing: Standing;
    try {
      const found = await table.put(claim, { condition: unlessClaimed(claim, now()) });
      standing = found === undefined ? 'mine' : standingOf(found as Claim, claim, now());
    } catch (error) {
      return answerWithoutTable(error, answer, parts);
    }
    if (standing === 'locked') {
      standing = await whenUnlocked(claim, deadline, parts);
      hasWaited = true;
    }
    switch (standing) {
      case 'mine': return record(claim, text, deadline, await attempt(claim, answer, parts), parts);
      case 'done': return repeat(text, hasWaited, parts);
      case 'recut': throw new Rejection(400, 'invalid_message', 'the same signed text came before, cut into other parameters');
      case 'locked': return stillInProgress();
    }
    // It is free by now: the one that was at it has failed or vanished.
  }
}

/** What the policy says of a text that cannot be looked up. */
export async function answerWithoutTable(error: unknown, answer: () => Promise<Answer>, { isRequired }: AnswerOnceParts): Promise<Answer> {
  if (isRequired) throw unavailable(error);
  return unrecorded(await answer(), error);
}

/** Looks again and again until the text is no longer being answered, or there is no time left. */
async function whenUnlocked(claim: Claim, deadline: number, { table, now, sleep }: AnswerOnceParts): Promise<Standing> {
  for (let looks = 0; ; looks++) {
    const pause = PAUSES[Math.min(looks, PAUSES.length - 1)];
    if (now() + pause > deadline - TO_ANSWER) return 'locked';
    await sleep(pause);
    try {
      const found = await table.get(claim.id);
      const standing = found === undefined ? 'free' : standingOf(found as Claim, claim, now());
      if (standing !== 'locked') return standing;
    } catch {
      // That somebody is at it is known. What cannot be seen now may be seen the next time.
    }
  }
}

/** Runs `answer`, and gives the text free if that was for nothing. */
async function attempt(claim: Claim, answer: () => Promise<Answer>, parts: AnswerOnceParts): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    await release(claim, TO_RECORD, parts).catch(() => undefined);
    throw error;
  }
}

/** An answer of 200 is kept for copies, the error reply too. After a 5xx Twilio's next try begins anew. */
async function record(claim: Claim, { key }: SignedText, deadline: number, answer: Answer, parts: AnswerOnceParts): Promise<Answer> {
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
    await table.put({ ...claim, done: isEmpty ? 'nothing' : 'replied' }, { condition: ifStillOwned(claim), withinMs: withinMs() });
    return answer;
  } catch (error) {
    return unrecorded(answer, error);
  }
}

async function release(claim: Claim, withinMs: number, { table, now }: AnswerOnceParts): Promise<void> {
  await table.put({ ...claim, lockedUntil: now() - 1 }, { condition: ifStillOwned(claim), withinMs });
}

/** The answer that the first one got. Without the table that is not known, and another one would be wrong. */
async function repeat({ key }: SignedText, hasWaited: boolean, { table, now }: AnswerOnceParts): Promise<Answer> {
  try {
    return repeated(await findAnswer(key, table, now()), hasWaited);
  } catch (error) {
    throw unavailable(error);
  }
}
