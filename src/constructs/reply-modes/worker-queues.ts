import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The queues of asynchronous mode. */
export interface WorkerQueues {
  readonly queue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** Properties of the queues. */
export interface WorkerQueuesProps {
  readonly workerTimeout: Duration;
  /** Number of the worker's attempts for one message. */
  readonly maxAttempts: number;
  /** @default - encrypted by SQS */
  readonly encryptionKey?: kms.IKey;
  /** @default - the queues are deleted, with a note at synth */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The longest time that SQS keeps a message in each of the queues: in a FIFO dead-letter queue the time starts again.
 * Source: Amazon SQS, "Setting-up dead-letter queue retention".
 */
const RETENTION = Duration.days(14);

/** Creates the queue from which the worker gets its messages, and the queue for those that it gives up. */
export function createWorkerQueues(scope: Construct, props: WorkerQueuesProps): WorkerQueues {
  const { workerTimeout, maxAttempts, encryptionKey, removalPolicy } = props;
  if (removalPolicy === undefined) { noteDeletion(scope); }
  // Not a constant of the file: it would make every app load the module aws-sqs.
  const common = {
    fifo: true,
    // High throughput: the limit applies to each conversation. Source: Amazon SQS, "High throughput for FIFO queues".
    deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    enforceSSL: true,
    removalPolicy,
    ...(encryptionKey
      ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
  } satisfies sqs.QueueProps;
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', { ...common, retentionPeriod: RETENTION });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...common,
    // A message that expires here is lost without a dead letter.
    retentionPeriod: RETENTION,
    // Source: AWS Lambda, "Configuring an Amazon SQS event source": at least six times the function's time-out.
    visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
    // After its last attempt the worker sends a message there, with the reason. If the worker crashes each time, or
    // cannot start, SQS moves the message after one more attempt, without a reason.
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: maxAttempts + 1 },
  });
  return { queue, deadLetterQueue };
}

/** A note and no warning, since CDK can turn warnings into errors, and this default is no mistake. */
function noteDeletion(scope: Construct): void {
  Annotations.of(scope).addInfoV2(
    'cdk-twilio-sms-gateway:queuesAreDeleted',
    'The queue and the dead-letter queue are deleted, with the messages in them, when this gateway is removed, changes ' +
    'back to ReplyMode.synchronous(), or its stack is deleted. ' +
    'Set removalPolicy of ReplyMode.asynchronous(): RETAIN keeps them, DESTROY deletes them without this note.');
}
