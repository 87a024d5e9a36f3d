import { randomUUID } from 'node:crypto';
import type { FifoMessage } from '../../src/runtime/worker/fifo-queue';
import type { QueueRecord } from '../../src/runtime/worker/queue-event';

interface StoredMessage extends FifoMessage {
  readonly messageId: string;
  receiveCount: number;
  visibleAt: number;
  receiptHandle?: string;
}

export interface FifoQueueProps {
  readonly visibilityMillis: number;
  readonly now: () => number;
  readonly redrive?: { readonly queue: FifoQueue; readonly maxReceiveCount: number };
}

const DEDUPLICATION_MILLIS = 5 * 60 * 1000;

/**
 * A FIFO queue by the rules of Amazon's documentation ("FIFO queue delivery logic", "Exactly-once processing",
 * "Visibility timeout", "Dead-letter queues", "Configure a dead-letter queue redrive"), on a clock of the test's: a
 * group has at most one message in flight, in the order of sending; a receipt counts only while its message is in
 * flight.
 */
export class FifoQueue {
  readonly messages: StoredMessage[] = [];
  private readonly seen = new Map<string, number>();

  constructor(private readonly props: FifoQueueProps) {}

  send(message: FifoMessage): void {
    const key = `${message.groupId} ${message.deduplicationId}`;
    const before = this.seen.get(key);
    if (before !== undefined && this.props.now() - before < DEDUPLICATION_MILLIS) return;
    this.seen.set(key, this.props.now());
    this.messages.push({ ...message, messageId: randomUUID(), receiveCount: 0, visibleAt: 0 });
  }

  receive(): QueueRecord | undefined {
    const blocked = new Set<string>();
    for (const message of [...this.messages]) {
      if (blocked.has(message.groupId)) continue;
      blocked.add(message.groupId);
      if (message.visibleAt > this.props.now()) continue;
      const { redrive } = this.props;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.remove(message);
        redrive.queue.send({ ...message, deduplicationId: message.messageId });
        blocked.delete(message.groupId);
        continue;
      }
      return this.handOver(message);
    }
    return undefined;
  }

  /** When there may be something to receive: the earliest end of a visibility time-out. */
  nextVisibility(): number | undefined {
    return this.messages.length === 0 ? undefined : Math.min(...this.messages.map(({ visibleAt }) => visibleAt));
  }

  delete(receiptHandle: string): void {
    this.remove(this.inFlight(receiptHandle));
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    this.inFlight(receiptHandle).visibleAt = this.props.now() + seconds * 1000;
  }

  private handOver(message: StoredMessage): QueueRecord {
    message.receiveCount++;
    message.visibleAt = this.props.now() + this.props.visibilityMillis;
    message.receiptHandle = randomUUID();
    return {
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        MessageGroupId: message.groupId,
        MessageDeduplicationId: message.deduplicationId,
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, stringValue]) => [name, { stringValue }])),
    };
  }

  private inFlight(receiptHandle: string): StoredMessage {
    const found = this.messages.find((message) =>
      message.receiptHandle === receiptHandle && message.visibleAt > this.props.now());
    if (!found) throw new Error('MessageNotInflight');
    return found;
  }

  private remove(message: StoredMessage): void {
    this.messages.splice(this.messages.indexOf(message), 1);
  }
}
