import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The queues of the asynchronous mode. */
export interface WorkerQueues {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** What they depend on. */
export interface WorkerQueuesProps {
  readonly workerTimeout: Duration;
  /** How often the worker tries a text. */
  readonly maxAttempts: number;
  /** @default - encrypted by SQS */
  readonly encryptionKey?: kms.IKey;
}

/**
 * The longest that SQS keeps a message, in each of the two: in a FIFO dead-letter queue the time begins anew. Source: Amazon SQS,
 * "Setting-up dead-letter queue retention".
 */
const RETENTION = Duration.days(14);

/** Creates the queue from which the worker gets the texts, and the one for those that it gives up. */
export function createWorkerQueues(scope: Construct, { workerTimeout, maxAttempts, encryptionKey }: WorkerQueuesProps): WorkerQueues {
  // For messages that nobody but AWS and this account may read, and in order. Here and not at the top of the file, which would have
  // every app load the module.
  const props = {
    fifo: true,
    // High throughput: the limit is that of a conversation. Source: Amazon SQS, "High throughput for FIFO queues".
    deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    enforceSSL: true,
    ...(encryptionKey
      ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
  } satisfies sqs.QueueProps;
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', { ...props, retentionPeriod: RETENTION });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...props,
    // What expires here is lost without a dead letter.
    retentionPeriod: RETENTION,
    // Source: AWS Lambda, "Configuring an Amazon SQS event source": at least six times the function's time-out.
    visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
    // After its last attempt the worker itself puts a text there, with the reason. One time more, for a worker that was
    // ended each time; then SQS does it, without a reason, for one that cannot even start.
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: maxAttempts + 1 },
  });
  return { queue, deadLetterQueue };
}
