import { answerLater, type Attempt, readCredentials, sendErrorReply } from './answer-later';
import { postpone, sendToDeadLetterQueue } from './failed-message';
import { Failure } from './failure';
import { keyOf, type QueueEvent, type QueueRecord, type QueueResponse } from './queue-event';
import { readQueuedMessage } from './queued-message';
import type { WorkerLogEntry } from './worker-log';
import type { WorkerParts } from './worker-parts';
import type { InboundMessage } from '../../shared/reply-contract';
import { foreignParts } from '../log/own-error';
import { describeError, maskAddress, sensitiveValues } from '../log/scrub';
import type { LambdaContext } from '../webhook/webhook-handler';

/** Left at the end of an invocation for the queue and the log. */
const TO_FINISH = 3000;
/** Reserved for sending: at most this time, and at most this part of the rest. */
const TO_SEND = 15_000;
const PART_TO_SEND = 1 / 3;

/** The fields that the result of an attempt adds to the log line. */
type ResultFields =
  | 'level' | 'message' | 'outcome' | 'reason' | 'detail' | 'remedy' | 'code' | 'retryInSeconds' | 'replySids'
  | 'deduplication' | 'error' | 'errorReplyProblem' | 'truncated';

type AttemptResult = Pick<WorkerLogEntry, ResultFields> & {
  /** Whether the queue must deliver the message again. */
  readonly retry?: boolean;
};

/**
 * Creates the worker's Lambda handler. It reports a record that must be retried and all records after it, so that no
 * message overtakes an earlier one of the same conversation.
 */
export function createWorkerHandler(parts: WorkerParts) {
  let coldStart = true;
  return async ({ Records: records }: QueueEvent, context: LambdaContext): Promise<QueueResponse> => {
    for (const [index, record] of records.entries()) {
      const isDone = await processRecord(record, parts, context, coldStart);
      coldStart = false;
      if (!isDone) {
        return { batchItemFailures: records.slice(index).map(({ messageId }) => ({ itemIdentifier: messageId })) };
      }
    }
    return { batchItemFailures: [] };
  };
}

/** One attempt at one message, from the queue to its line in the log. */
async function processRecord(
  record: QueueRecord,
  parts: WorkerParts,
  context: LambdaContext,
  coldStart: boolean,
): Promise<boolean> {
  const started = parts.now();
  const message = readMessage(record);
  const { retry = false, ...entry } = await attemptToAnswer(message, record, parts, context)
    .catch((error: unknown): AttemptResult => ({
      level: 'ERROR',
      message: 'Unexpected error',
      outcome: 'failed',
      error: describeError(error, hiddenValues(message)),
      retry: true,
    }));
  parts.log({
    requestId: context.awsRequestId,
    ...(message instanceof Failure ? {} : {
      messageSid: message.messageSid,
      from: maskAddress(message.from),
      to: maskAddress(message.to),
    }),
    attempt: attemptNumber(record),
    ...entry,
    coldStart,
    durationMs: parts.now() - started,
  });
  return !retry;
}

async function attemptToAnswer(
  message: InboundMessage | Failure,
  record: QueueRecord,
  parts: WorkerParts,
  context: LambdaContext,
): Promise<AttemptResult> {
  if (message instanceof Failure) {
    return giveUp(record, message, parts, hiddenValues(message));
  }
  const hidden = [...hiddenValues(message)];
  let attempt: Attempt | undefined;
  try {
    const credentials = await readCredentials(message, parts);
    hidden.push(...credentials.map(({ password }) => password));
    attempt = createAttempt(record, credentials, parts, context);
    const answered = await answerLater(message, parts, attempt);
    return { level: answered.truncated ? 'WARN' : 'INFO', message: LOGGED[answered.outcome], ...answered };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const failure = thrown.reason === 'invalid_reply' ? withCause(thrown, hidden) : thrown;
    const cause = failure.reason === 'handler_failed' ? { error: describeError(failure.cause, hidden) } : {};
    if (!failure.options.isPermanent && attemptNumber(record) < parts.maxAttempts) {
      const retryInSeconds = await postpone(record, failure, parts);
      return { ...described(failure), ...cause, level: 'WARN', outcome: 'postponed', retryInSeconds, retry: true };
    }
    const result = { ...cause, ...await giveUp(record, failure, parts, hidden) };
    const shouldSendErrorReply = !result.retry && ERROR_REPLY_REASONS.includes(failure.reason);
    if (attempt === undefined || !shouldSendErrorReply) return result;
    return { ...result, ...await trySendErrorReply(message, parts, attempt, hidden) };
  }
}

const LOGGED = {
  replied: 'Replied',
  no_reply: 'No reply',
  reply_suppressed: 'The sender opted out: Twilio would reject a reply (21610)',
  duplicate: 'Duplicate: already answered',
} as const;

const ERROR_REPLY_REASONS: ReadonlyArray<Failure['reason']> = ['handler_failed', 'invalid_reply', 'worker_ended'];

/**
 * The detail says what is wrong with the reply, without what the sender or the handler wrote. A getter of the reply may
 * throw anything: such an error is no detail.
 */
function withCause(failure: Failure, hidden: readonly string[]): Failure {
  const { reason, cause, options } = failure;
  const isOwn = cause instanceof Error && foreignParts(cause) !== undefined;
  return isOwn ? new Failure(reason, describeError(cause, hidden).message, options) : failure;
}

/** A message that cannot be sent to the dead-letter queue is retried. In the end SQS moves it there. */
async function giveUp(
  record: QueueRecord,
  failure: Failure,
  parts: WorkerParts,
  hidden: readonly string[],
): Promise<AttemptResult> {
  try {
    await sendToDeadLetterQueue(record, failure, parts);
    return { ...described(failure), level: 'ERROR', outcome: 'dead_lettered' };
  } catch (cause) {
    const message = 'The message could not be sent to the dead-letter queue';
    const error = describeError(cause, hidden);
    return { ...described(failure), level: 'ERROR', message, outcome: 'failed', error, retry: true };
  }
}

/** Sends the error reply for a message in the dead-letter queue. A failure does not cause a retry. */
async function trySendErrorReply(
  message: InboundMessage,
  parts: WorkerParts,
  attempt: Attempt,
  hidden: readonly string[],
): Promise<Pick<AttemptResult, 'errorReplyProblem'>> {
  try {
    await sendErrorReply(message, parts, attempt);
    return {};
  } catch (error) {
    return { errorReplyProblem: describeError(error, hidden).message };
  }
}

function described({ reason, message, options: { code, remedy } }: Failure) {
  return {
    message: 'The message was not answered',
    reason,
    detail: message,
    ...(remedy !== undefined && { remedy }),
    ...(code !== undefined && { code }),
  };
}

function readMessage({ body }: QueueRecord): InboundMessage | Failure {
  try {
    return readQueuedMessage(body);
  } catch (cause) {
    return new Failure('invalid_message', (cause as Error).message, { isPermanent: true });
  }
}

function createAttempt(
  record: QueueRecord,
  credentials: Attempt['credentials'],
  { now }: WorkerParts,
  context: LambdaContext,
): Attempt {
  const left = context.getRemainingTimeInMillis() - TO_FINISH;
  return {
    requestId: context.awsRequestId,
    number: attemptNumber(record),
    idempotencyKey: () => keyOf(record),
    handlerDeadline: now() + left - Math.min(TO_SEND, left * PART_TO_SEND),
    sendDeadline: now() + left,
    credentials,
  };
}

function attemptNumber(record: QueueRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

function hiddenValues(message: InboundMessage | Failure): readonly string[] {
  return message instanceof Failure ? [] : sensitiveValues(message.parameters);
}
