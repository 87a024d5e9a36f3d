import { answerLater, type Attempt, readKeys, sendErrorReply } from './answer-later';
import { Failure } from './failure';
import { keyOf, type QueueEvent, type QueueRecord, type QueueResponse } from './queue-event';
import { readQueuedMessage } from './queued-message';
import { bury, postpone } from './settle';
import type { WorkerLogEntry } from './worker-log';
import type { WorkerParts } from './worker-parts';
import type { InboundMessage } from '../../shared/contract';
import { describeError, maskAddress, scrub, sensitiveValues } from '../log/scrub';
import type { LambdaContext } from '../webhook/webhook-handler';

/** Left for the queue and the log at the end of an invocation. */
const TO_SETTLE = 3000;
/** What is kept of the time for sending, at most, and at most this part of it. */
const TO_SEND = 15_000;
const PART_TO_SEND = 1 / 3;

/** What is logged of a text that was dealt with, and whether it has to come again. */
type Settled = Pick<WorkerLogEntry, 'level' | 'message' | 'outcome' | 'reason' | 'detail' | 'code' | 'retryInSeconds' | 'replySids' | 'deduplication' | 'error' | 'errorReplyProblem'>
  & { readonly comesAgain?: boolean };

/**
 * Makes the Lambda handler of the worker. A record that has to come again is named in its answer, and so are all after
 * it: those of one conversation must not overtake each other.
 */
export function createWorkerHandler(parts: WorkerParts) {
  let coldStart = true;
  return async ({ Records: records }: QueueEvent, context: LambdaContext): Promise<QueueResponse> => {
    for (const [index, record] of records.entries()) {
      const isDone = await work(record, parts, context, coldStart);
      coldStart = false;
      if (!isDone) {
        return { batchItemFailures: records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })) };
      }
    }
    return { batchItemFailures: [] };
  };
}

/** One attempt at one text, from the queue to its line in the log. */
async function work(record: QueueRecord, parts: WorkerParts, context: LambdaContext, coldStart: boolean): Promise<boolean> {
  const started = parts.now();
  const text = readText(record);
  const { comesAgain = false, ...entry } = await answer(text, record, parts, context).catch((error: unknown): Settled => ({
    level: 'ERROR', message: 'Unexpected error', outcome: 'failed', error: describeError(error, hiddenOf(text)), comesAgain: true,
  }));
  parts.log({
    requestId: context.awsRequestId,
    ...(text instanceof Failure ? {} : { messageSid: text.messageSid, from: maskAddress(text.from), to: maskAddress(text.to) }),
    attempt: attemptOf(record),
    ...entry,
    coldStart,
    durationMs: parts.now() - started,
  });
  return !comesAgain;
}

async function answer(text: InboundMessage | Failure, record: QueueRecord, parts: WorkerParts, context: LambdaContext): Promise<Settled> {
  if (text instanceof Failure) {
    return giveUp(record, text, parts, hiddenOf(text));
  }
  const hidden = [...hiddenOf(text)];
  let attempt: Attempt | undefined;
  try {
    const keys = await readKeys(parts.keyRing);
    hidden.push(...keys.map(({ authToken }) => authToken));
    attempt = attemptAt(record, keys, parts, context);
    const answered = await answerLater(text, parts, attempt);
    return { level: 'INFO', message: MESSAGES[answered.outcome], ...answered };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const failure = new Failure(error.reason, scrub(error.message, hidden), error.options);
    const cause = error.reason === 'handler_failed' ? { error: describeError(error.cause, hidden) } : {};
    if (!failure.options.isPermanent && attemptOf(record) < parts.maxAttempts) {
      return { ...described(failure), ...cause, level: 'WARN', outcome: 'postponed', retryInSeconds: await postpone(record, failure, parts), comesAgain: true };
    }
    const settled = { ...cause, ...await giveUp(record, failure, parts, hidden) };
    const isSorry = !settled.comesAgain && (failure.reason === 'handler_failed' || failure.reason === 'worker_ended');
    return attempt !== undefined && isSorry ? { ...settled, ...await apologize(text, parts, attempt, hidden) } : settled;
  }
}

const MESSAGES = {
  replied: 'Replied',
  no_reply: 'No reply',
  reply_suppressed: 'The sender opted out: Twilio would reject a reply (21610)',
  duplicate: 'Duplicate: it was answered before',
} as const;

/** A text that cannot be put into the dead-letter queue comes again; in the end SQS moves it there. */
async function giveUp(record: QueueRecord, failure: Failure, parts: WorkerParts, hidden: readonly string[]): Promise<Settled> {
  try {
    await bury(record, failure, parts);
    return { ...described(failure), level: 'ERROR', outcome: 'dead_lettered' };
  } catch (error) {
    const message = 'The text could not be put into the dead-letter queue';
    return { ...described(failure), level: 'ERROR', message, outcome: 'failed', error: describeError(error, hidden), comesAgain: true };
  }
}

/** Sends the error reply of a text that is in the dead-letter queue by now, and is not tried again for that. */
async function apologize(text: InboundMessage, parts: WorkerParts, attempt: Attempt, hidden: readonly string[]): Promise<Pick<Settled, 'errorReplyProblem'>> {
  try {
    await sendErrorReply(text, parts, attempt);
    return {};
  } catch (error) {
    return { errorReplyProblem: scrub((error as Error).message, hidden) };
  }
}

function described({ reason, message, options: { code } }: Failure) {
  return { message: 'The text was not answered', reason, detail: message, ...(code !== undefined && { code }) };
}

function readText({ body }: QueueRecord): InboundMessage | Failure {
  try {
    return readQueuedMessage(body);
  } catch (cause) {
    return new Failure('invalid_message', (cause as Error).message, { isPermanent: true });
  }
}

function attemptAt(record: QueueRecord, keys: Attempt['keys'], { now }: WorkerParts, context: LambdaContext): Attempt {
  const left = context.getRemainingTimeInMillis() - TO_SETTLE;
  return {
    requestId: context.awsRequestId,
    number: attemptOf(record),
    idempotencyKey: () => keyOf(record),
    handlerDeadline: now() + left - Math.min(TO_SEND, left * PART_TO_SEND),
    sendDeadline: now() + left,
    keys,
  };
}

function attemptOf(record: QueueRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

function hiddenOf(text: InboundMessage | Failure): readonly string[] {
  return text instanceof Failure ? [] : sensitiveValues(text.parameters);
}
