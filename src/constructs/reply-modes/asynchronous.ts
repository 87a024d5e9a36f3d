import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bindReplyHandler } from './bind-reply-handler';
import type { ReplyMode, ReplyModeBindOptions, ReplyModeConfig } from './reply-mode';
import { validateAsynchronous } from './validate-asynchronous';
import { createWorkerQueues, WorkerQueues } from './worker-queues';
import { DEAD_LETTER_QUEUE_URL_ENV, ECHO_MODULE, MAX_ATTEMPTS_ENV, QUEUE_URL_ENV, REPLY_MODULE_ENV } from '../../shared/env';
import { grantReadAuthToken } from '../auth-token/auth-token-secret';
import { gatewayCode, gatewayFiles } from '../code/gateway-code';
import { createGatewayFunction, createGatewayRole } from '../gateway-function';
import { bindTarget } from '../reply-handlers/target';

/** How `ReplyMode.asynchronous` answers. */
export interface AsynchronousReplyOptions {
  /**
   * What the sender gets at once, such as "One moment, please". 1 to 1,600 characters.
   *
   * @default - nothing but the reply
   */
  readonly acknowledgement?: string;

  /**
   * How long the worker may take for one text, in whole seconds. 10 seconds to 15 minutes, of which 3 seconds and a third of the others are kept
   * for sending, 18 seconds at most. A worker that was ended is followed by another after six times as long.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the worker in MiB.
   *
   * @default - the gateway's `memorySize`
   */
  readonly memorySize?: number;

  /**
   * How often a text is tried before it goes to the dead-letter queue. 5 to 100, which even with workers that are ended each time are over before SQS drops
   * the text after 14 days. The pauses in between are 10, 30, 90, 270, 810 and then 900 seconds, or as long as Twilio asks for if that is
   * longer; later texts of the same sender wait.
   *
   * @default 5
   */
  readonly maxAttempts?: number;

  /**
   * How many texts are worked on at the same time. 2 to 1,000. The texts of one sender are never worked on at the same time.
   *
   * @default - as many as there are senders and Lambda allows
   */
  readonly maxConcurrency?: number;

  /**
   * Where the worker logs.
   *
   * @default - a log group is created, which keeps its lines for a month and is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;
}

/** Binds `ReplyMode.asynchronous()`: a queue behind the webhook, and a worker behind the queue. */
export function bindAsynchronous(scope: Construct, options: AsynchronousReplyOptions, bound: ReplyModeBindOptions, mode: ReplyMode): ReplyModeConfig {
  validateAsynchronous(scope, options);
  const { acknowledgement, timeout = Duration.minutes(1), maxAttempts = 5 } = options;
  const { webhook, authTokenSecret, additionalFiles, encryptionKey } = bound;

  const role = createGatewayRole(scope);
  const queues = createWorkerQueues(scope, { workerTimeout: timeout, maxAttempts, encryptionKey });
  const reply = bindReplyHandler(bound, mode, role);
  const replyFunction = createGatewayFunction(scope, {
    description: 'Answers the texts that a Twilio webhook has queued',
    role,
    code: reply.code ?? gatewayCode(undefined, [...mode.runtimeFiles, ...additionalFiles]),
    handler: reply.handler ?? mode.handler,
    layers: reply.layers,
    environment: {
      ...reply.environment,
      ...bound.environment,
      [REPLY_MODULE_ENV]: reply.replyModule ?? ECHO_MODULE,
      [QUEUE_URL_ENV]: queues.queue.queueUrl,
      [DEAD_LETTER_QUEUE_URL_ENV]: queues.deadLetterQueue.queueUrl,
      [MAX_ATTEMPTS_ENV]: String(maxAttempts),
    },
    memorySize: options.memorySize ?? bound.memorySize,
    timeout,
    architecture: bound.architecture,
    tracing: bound.tracing,
    vpc: bound.vpc,
    vpcSubnets: bound.vpcSubnets,
    securityGroups: bound.securityGroups,
    encryptionKey,
    logGroup: options.logGroup,
  });
  connect(scope, replyFunction, queues, options);

  grantReadAuthToken(authTokenSecret, role);
  grantQueues(webhook, role, queues);
  // With a FIFO queue this target gives the group and the deduplication id that a worker needs.
  const queueing = bindTarget({ name: 'queue', target: queues.queue.queueUrl, acknowledgement, runtimeFiles: [...gatewayFiles(), ...additionalFiles] });
  return { webhook: queueing, replyFunction, deadLetterQueue: queues.deadLetterQueue };
}

/** One text an invocation: what fails then holds up its own conversation and no other. */
function connect(scope: Construct, worker: lambda.Function, { queue }: WorkerQueues, { maxConcurrency }: AsynchronousReplyOptions): void {
  new lambda.EventSourceMapping(scope, 'EventSource', {
    target: worker,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    reportBatchItemFailures: true,
    maxConcurrency,
  });
}

/** Narrower than the grants of `sqs.Queue`, which also allow to look up URLs and attributes. */
function grantQueues(webhook: iam.IGrantable, worker: iam.IGrantable, { queue, deadLetterQueue }: WorkerQueues): void {
  const grant = (grantee: iam.IGrantable, target: { readonly queueArn: string }, ...actions: string[]) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [target.queueArn] });
  grant(webhook, queue, 'sqs:SendMessage');
  // The first three are Lambda's. Source: AWS Lambda, "Configuring an Amazon SQS event source: execution role permissions".
  grant(worker, queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility');
  grant(worker, deadLetterQueue, 'sqs:SendMessage');
  for (const grantee of [webhook, worker]) {
    // Whoever sends needs both. Source: Amazon SQS, "Key management": configuring AWS KMS permissions.
    queue.encryptionMasterKey?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}
