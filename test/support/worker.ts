import { FakeClock } from './fake-store';
import { AUTH_TOKEN, messageForm } from './messages';
import { authTokenCredentials } from '../../src/runtime/auth-token/auth-token-credentials';
import type { Stored, TokenKey } from '../../src/runtime/auth-token/key';
import type { KeyRing } from '../../src/runtime/auth-token/key-ring';
import { toJson } from '../../src/runtime/targets/message-json';
import type { OutgoingMessage, SendResult } from '../../src/runtime/twilio/send-message';
import { toInboundMessage } from '../../src/runtime/webhook/to-inbound-message';
import type { FifoMessage } from '../../src/runtime/worker/fifo-queue';
import type { QueueRecord } from '../../src/runtime/worker/queue-event';
import { createWorkerHandler } from '../../src/runtime/worker/worker-handler';
import type { WorkerLogEntry } from '../../src/runtime/worker/worker-log';
import type { WorkerParts } from '../../src/runtime/worker/worker-parts';
import { type InboundMessage, type ReplyFunction } from '../../src/shared/reply-contract';

export const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/Queue.fifo';
export const DEAD_LETTER_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/DeadLetterQueue.fifo';
export const MAX_ATTEMPTS = 5;

export const keyOf = (authToken: string): Stored<TokenKey> => ({
  algorithm: 'HMAC_SHA1',
  authToken,
  versionId: `v-${authToken}`,
  stage: 'AWSCURRENT',
});

export function inboundMessage(changes: Parameters<typeof messageForm>[0] = {}): InboundMessage {
  return toInboundMessage(new Map(messageForm(changes)));
}

/** A message as SQS hands it over. @param key what the gateway wrote beside it, none for one of an older version */
export function queueRecord(
  message: InboundMessage | string,
  { receiveCount = 1, messageId = 'message-1', key = '' } = {},
): QueueRecord {
  return {
    messageId,
    receiptHandle: `receipt-${messageId}-${receiveCount}`,
    body: typeof message === 'string' ? message : toJson(message),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      MessageGroupId: 'group-1',
      MessageDeduplicationId: 'key-1',
    },
    messageAttributes: key === '' ? {} : { IdempotencyKey: { stringValue: key } },
  };
}

export interface FakeWorker {
  readonly handler: ReturnType<typeof createWorkerHandler>;
  readonly log: WorkerLogEntry[];
  readonly sent: OutgoingMessage[];
  readonly deadLetters: Array<FifoMessage & { readonly queueUrl: string }>;
  readonly postponed: Array<{ readonly queueUrl: string; readonly receiptHandle: string; readonly seconds: number }>;
  readonly sleeps: number[];
  /** One attempt at one record: whether it has to come again. */
  attempt(record: QueueRecord): Promise<boolean>;
}

/** A worker whose surroundings are fakes. What Twilio answers comes from a list, then it accepts. */
export function fakeWorker(
  reply: ReplyFunction,
  {
    answers = [],
    keyRing = { keys: async () => [keyOf(AUTH_TOKEN)], keysAfterFailedCheck: async () => [keyOf(AUTH_TOKEN)] },
    ...changes
  }: Partial<WorkerParts> & {
    readonly answers?: SendResult[];
    readonly keyRing?: Pick<KeyRing, 'keys' | 'keysAfterFailedCheck'>;
  } = {},
): FakeWorker {
  const clock = new FakeClock();
  const worker: Omit<FakeWorker, 'handler' | 'attempt'> = {
    log: [],
    sent: [],
    deadLetters: [],
    postponed: [],
    sleeps: [],
  };
  const handler = createWorkerHandler({
    credentials: authTokenCredentials({ ...keyRing, load: async () => undefined }),
    reply: async () => reply,
    sendMessage: async (message) => {
      worker.sent.push(message);
      return answers.shift() ?? { kind: 'accepted', messageSid: `SM${worker.sent.length}` };
    },
    queues: {
      send: async (queueUrl, message) => void worker.deadLetters.push({ queueUrl, ...message }),
      postpone: async (queueUrl, receiptHandle, seconds) => void worker.postponed.push({
        queueUrl,
        receiptHandle,
        seconds,
      }),
    },
    queueUrl: QUEUE_URL,
    deadLetterQueueUrl: DEAD_LETTER_QUEUE_URL,
    maxAttempts: MAX_ATTEMPTS,
    replyToOptOut: false,
    now: clock.now,
    sleep: async (milliseconds) => {
      worker.sleeps.push(milliseconds);
      clock.advance(milliseconds);
    },
    log: (entry) => worker.log.push(entry),
    ...changes,
  });
  const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 60_000 };
  return {
    ...worker,
    handler,
    attempt: async (record) => (await handler({ Records: [record] }, context)).batchItemFailures.length > 0,
  };
}
