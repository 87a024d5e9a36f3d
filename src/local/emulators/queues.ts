import { createHash, randomUUID } from 'node:crypto';
import { QueueFunction } from './queue-reader';
import { GatewayEvents, QueueAttempt } from '../events/gateway-events';

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

/** `give up` makes the next attempt the last one. */
export type Order = 'retry' | 'give up';

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
  /** The messages that wait for the next attempt, by the invocation that sent them. */
  private readonly pauses = new Map<string, (order: Order) => void>();
  private readonly closing = new AbortController();

  public constructor(private readonly props: QueuesProps) {}

  public send(message: SentMessage): void {
    const fn = this.props.findFunction(message.queueUrl);
    if (fn === undefined || this.isRepeated(message)) return;
    const group = `${message.queueUrl} ${message.groupId ?? message.messageId}`;
    const { requestId } = message;
    const isWorker = fn.maxAttempts !== undefined;
    this.props.events.emit('queued', { requestId, isQueued: true, isWorker });
    const previous = this.groups.get(group) ?? Promise.resolve();
    const delivered = previous.then(async () => this.deliver(message, fn)).finally(() => {
      if (this.groups.get(group) === delivered) this.groups.delete(group);
      this.props.events.emit('queued', { requestId, isQueued: false, isWorker });
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

  /** Ends the wait for the next attempt at a message. Returns false if none waits. */
  public hurry(requestId: string, order: Order): boolean {
    const end = this.pauses.get(requestId);
    end?.(order);
    return end !== undefined;
  }

  private async deliver(message: SentMessage, fn: QueueFunction): Promise<void> {
    const last = Math.min(fn.maxAttempts ?? Infinity, fn.maxReceiveCount);
    for (let receiveCount = 1; receiveCount <= fn.maxReceiveCount; receiveCount++) {
      if (this.closing.signal.aborted) return;
      if (receiveCount > 1) this.tellAttempt(message, fn, { state: 'started', number: receiveCount });
      const receiptHandle = randomUUID();
      this.visibility.set(receiptHandle, fn.visibilitySeconds);
      const { isDone, failure } = await this.receive(message, fn, receiptHandle, receiveCount);
      const seconds = this.visibility.get(receiptHandle) ?? fn.visibilitySeconds;
      this.visibility.delete(receiptHandle);
      if (isDone) return;
      const isLast = receiveCount === fn.maxReceiveCount;
      const retryInSeconds = isLast ? undefined : seconds;
      this.tellAttempt(message, fn, { state: 'failed', number: receiveCount, failure, retryInSeconds });
      if (isLast) break;
      const order = await this.pause(message.requestId, seconds * 1000);
      if (order !== 'give up') continue;
      if (last === Infinity) return;
      receiveCount = Math.max(receiveCount, last - 1);
    }
    if (!this.closing.signal.aborted) this.tellDeadLetter(message);
  }

  private tellAttempt(
    { requestId }: SentMessage,
    { maxAttempts, maxReceiveCount }: QueueFunction,
    attempt: Pick<QueueAttempt, 'state' | 'number' | 'failure' | 'retryInSeconds'>,
  ): void {
    if (requestId === undefined || this.closing.signal.aborted) return;
    const limit = maxAttempts ?? maxReceiveCount;
    const of = limit === Infinity ? {} : { of: Math.max(limit, attempt.number) };
    this.props.events.emit('attempt', { requestId, isWorker: maxAttempts !== undefined, ...of, ...attempt });
  }

  /** Waits until the time is over, or until somebody on the page does not want to wait. */
  private async pause(requestId: string | undefined, milliseconds: number): Promise<Order> {
    return new Promise<Order>((resolve) => {
      const end = (order: Order) => {
        clearTimeout(timer);
        this.closing.signal.removeEventListener('abort', stop);
        if (requestId !== undefined && this.pauses.get(requestId) === end) this.pauses.delete(requestId);
        resolve(order);
      };
      const stop = () => end('retry');
      const timer = setTimeout(stop, milliseconds).unref();
      this.closing.signal.addEventListener('abort', stop);
      if (requestId !== undefined) this.pauses.set(requestId, end);
      if (this.closing.signal.aborted) stop();
    });
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
  ): Promise<{ readonly isDone: boolean; readonly failure?: string }> {
    try {
      const event = { Records: [record(message, fn, receiptHandle, receiveCount)] };
      const result = await this.props.invoke(fn.functionArn, message.requestId ?? randomUUID(), event);
      return { isDone: (Object(result) as { batchItemFailures?: unknown[] }).batchItemFailures?.length !== 1 };
    } catch (error) {
      return { isDone: false, failure: (error as Error).message };
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
