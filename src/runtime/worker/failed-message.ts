import type { Failure } from './failure';
import { keyOf, type QueueRecord } from './queue-event';
import type { WorkerParts } from './worker-parts';
import { KEY_ATTRIBUTE } from '../targets/queued-key';
import { delayAfter } from '../twilio/back-off';

/** Maximum length of the attribute `Detail`, whose text somebody else may have written. */
const MAX_DETAIL = 500;

/**
 * Sends a message that cannot be answered to the dead-letter queue, unchanged, with the reason in its attributes. The
 * queue's own redrive policy gives no reason, and only applies if this fails. As with that policy, the deduplication id
 * is the id of the received message: a redriven message that fails again is another one.
 */
export async function sendToDeadLetterQueue(record: QueueRecord, failure: Failure, parts: WorkerParts): Promise<void> {
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
 * Makes the queue deliver a message again before its visibility time-out, which is long enough for a crashed worker.
 *
 * @returns after how many seconds; `undefined` if the visibility time-out decides
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
