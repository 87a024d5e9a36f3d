import { createHash, randomUUID } from 'node:crypto';
import { QueueFunction } from './queue-reader';
import { GatewayEvents } from '../events/gateway-events';

/** A message in a queue. */
export interface SentMessage {
  readonly queueUrl: string;
  readonly messageId: string;
  readonly body: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** In the form of `SendMessage`. */
  readonly attributes?: Readonly<Record<string, { readonly DataType?: string; readonly StringValue?: string }>>;
  /** The invocation that sent it. The function behind the queue then works for the same inbound message. */
  readonly requestId?: string;
}

export interface QueuesProps {
  readonly findFunction: (queueUrl: string) => QueueFunction | undefined;
  readonly invoke: (functionArn: string, requestId: string, event: unknown) => Promise<unknown>;
  readonly events: GatewayEvents;
}

/** Source: Amazon SQS, "Exactly-once processing in Amazon SQS": deduplication interval. */
const DEDUPLICATION_MILLIS = 5 * 60 * 1000;

/**
 * The queues that functions of the app read, in memory, with Lambda's poller. Each invocation gets one message, and the
 * messages of a group come one after the other. A failed message is received again after its visibility timeout. A
 * queue that nobody reads keeps nothing.
 */
export class Queues {
  private readonly groups = new Map<string, Promise<void>>();
  private readonly seen = new Map<string, number>();
  private readonly visibility = new Map<string, number>();
  private readonly closing = new AbortController();

  public constructor(private readonly props: QueuesProps) {}

  public send(message: SentMessage): void {
    const fn = this.props.findFunction(message.queueUrl);
    if (fn === undefined || this.isRepeated(message)) return;
    const group = `${message.queueUrl} ${message.groupId ?? message.messageId}`;
    const { requestId } = message;
    this.props.events.emit('queued', { requestId, isQueued: true });
    const previous = this.groups.get(group) ?? Promise.resolve();
    const delivered = previous.then(async () => this.deliver(message, fn)).finally(() => {
      if (this.groups.get(group) === delivered) this.groups.delete(group);
      this.props.events.emit('queued', { requestId, isQueued: false });
    });
    this.groups.set(group, delivered);
  }

  /** Sets the time after which a message in flight is received again. Returns false if it is not in flight. */
  public changeVisibility(receiptHandle: string, seconds: number): boolean {
    const isInFlight = this.visibility.has(receiptHandle);
    if (isInFlight) this.visibility.set(receiptHandle, seconds);
    return isInFlight;
  }

  /** Drops all messages. */
  public async close(): Promise<void> {
    this.closing.abort();
  }

  private async deliver(message: SentMessage, fn: QueueFunction): Promise<void> {
    for (let receiveCount = 1; receiveCount <= fn.maxReceiveCount; receiveCount++) {
      if (this.closing.signal.aborted) return;
      const receiptHandle = randomUUID();
      this.visibility.set(receiptHandle, fn.visibilitySeconds);
      const isDone = await this.receive(message, fn, receiptHandle, receiveCount);
      const seconds = this.visibility.get(receiptHandle) ?? fn.visibilitySeconds;
      this.visibility.delete(receiptHandle);
      if (isDone) return;
      await wait(seconds * 1000, this.closing.signal);
    }
    if (!this.closing.signal.aborted) this.tellDeadLetter(message);
  }

  private tellDeadLetter({ queueUrl, requestId }: SentMessage): void {
    this.props.events.emit('call', {
      service: 'SQS',
      operation: 'Redrive',
      summary: `from the queue ${queueUrl.split('/').at(-1)} to its dead-letter queue, after too many attempts`,
      requestId,
    });
  }

  private async receive(
    message: SentMessage,
    fn: QueueFunction,
    receiptHandle: string,
    receiveCount: number,
  ): Promise<boolean> {
    try {
      const event = { Records: [record(message, fn, receiptHandle, receiveCount)] };
      const result = await this.props.invoke(fn.functionArn, message.requestId ?? randomUUID(), event);
      return (Object(result) as { batchItemFailures?: unknown[] }).batchItemFailures?.length !== 1;
    } catch {
      return false; // the log of the function tells the failure
    }
  }

  private isRepeated({ queueUrl, groupId, deduplicationId }: SentMessage): boolean {
    if (deduplicationId === undefined) return false;
    const now = Date.now();
    for (const [key, time] of this.seen) {
      if (now - time < DEDUPLICATION_MILLIS) break;
      this.seen.delete(key);
    }
    const key = `${queueUrl} ${groupId} ${deduplicationId}`;
    const isRepeated = this.seen.has(key);
    if (!isRepeated) this.seen.set(key, now);
    return isRepeated;
  }
}

/** Source: AWS Lambda, "Using Lambda with Amazon SQS": example event of a FIFO queue. */
function record(message: SentMessage, { queueArn }: QueueFunction, receiptHandle: string, receiveCount: number) {
  const { messageId, body, groupId, deduplicationId, attributes = {} } = message;
  const now = String(Date.now());
  return {
    messageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: now,
      SenderId: 'AIDALOCAL',
      ApproximateFirstReceiveTimestamp: now,
      ...(groupId !== undefined && { MessageGroupId: groupId }),
      ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType: dataType, StringValue: stringValue }]) =>
        [name, { dataType, stringValue, stringListValues: [], binaryListValues: [] }]),
    ),
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  };
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds).unref();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
