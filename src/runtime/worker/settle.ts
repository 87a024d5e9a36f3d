import type { Failure } from './failure';
import { keyOf, type QueueRecord } from './queue-event';
import type { WorkerParts } from './worker-parts';
import { KEY_ATTRIBUTE } from '../targets/queued-key';
import { delayAfter } from '../twilio/back-off';

/** Attributes of a message in SQS hold at most so much of a text that somebody else wrote. */
const MAX_DETAIL = 500;

/**
 * Puts a text that cannot be answered into the dead-letter queue, as it came, with the reason in its attributes. The
 * queue's own redrive would not say any, and only comes after a worker that could not even do this. As there, the
 * deduplication id is the message's id: one that was put back, and fails again, is another message.
 */
export async function bury(record: QueueRecord, failure: Failure, parts: WorkerParts): Promise<void> {
  const { MessageGroupId: groupId, ApproximateReceiveCount: attempts } = record.attributes;
  const { reason, message, options: { code } } = failure;
  await parts.queues.send(parts.deadLetterQueueUrl, {
    body: record.body,
    groupId,
    deduplicationId: record.messageId,
    attributes: {
      [KEY_ATTRIBUTE]: keyOf(record),
      Reason: reason,
      Detail: message.slice(0, MAX_DETAIL),
      Attempts: attempts,
      ...(code !== undefined && { TwilioErrorCode: String(code) }),
    },
  });
}

/**
 * Has the queue deliver a text again, sooner than after its visibility time-out, which is made for workers that died.
 *
 * @returns after how many seconds; `undefined` if that is left to the time-out
 */
export async function postpone(record: QueueRecord, failure: Failure, parts: WorkerParts): Promise<number | undefined> {
  const seconds = delayAfter(Number(record.attributes.ApproximateReceiveCount), failure.options.retryAfterMs);
  try {
    await parts.queues.postpone(parts.queueUrl, record.receiptHandle, seconds);
    return seconds;
  } catch {
    return undefined;
  }
}
