import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { NamesOf } from '../validation/known-names';

/** Options of `ReplyMode.asynchronous()`. */
export interface AsynchronousReplyOptions {
  /**
   * The immediate reply to the sender, such as "One moment, please". 1 to 1,600 characters.
   *
   * @default - the sender gets only the reply of the reply handler
   */
  readonly acknowledgement?: string;

  /**
   * Time-out of the worker for one message, in whole seconds: 10 seconds to 15 minutes. 3 seconds, plus a third of the
   * rest (at most 15 seconds), are kept for sending. After a crash the message is retried after a wait of six times
   * this value.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the worker, in MiB.
   *
   * @default - the gateway's `memorySize`
   */
  readonly memorySize?: number;

  /**
   * Number of attempts before a message goes to the dead-letter queue: 5 to 100. The limit of 100 ensures that all
   * attempts end before SQS deletes the message, after 14 days. The delays between attempts are 10, 30, 90, 270, 810
   * and then 900 seconds, or as long as Twilio asks for if that is longer. Later messages of the same sender wait.
   *
   * @default 5
   */
  readonly maxAttempts?: number;

  /**
   * Maximum number of messages handled concurrently: 2 to 1,000. Messages of one sender are never handled concurrently.
   *
   * @default - limited only by the number of senders and by Lambda
   */
  readonly maxConcurrency?: number;

  /**
   * Removal policy of the queue and the dead-letter queue. It applies when the gateway is removed from the stack,
   * changes back to synchronous mode, or the stack is deleted. `DESTROY` deletes the messages in them, which then get
   * no reply. With `RETAIN` SQS keeps messages for 14 days after their arrival, but nothing reads the queues any more:
   * read them yourself, then delete them.
   *
   * @default RemovalPolicy.DESTROY - the queues are deleted with their messages. A note at synth says so
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The log group of the worker.
   *
   * @default - a log group is created that keeps its lines for a month and is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;
}

export const ASYNCHRONOUS_NAMES: NamesOf<AsynchronousReplyOptions> = {
  acknowledgement: true,
  logGroup: true,
  maxAttempts: true,
  maxConcurrency: true,
  memorySize: true,
  removalPolicy: true,
  timeout: true,
};
