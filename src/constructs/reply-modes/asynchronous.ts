import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AsynchronousReplyOptions } from './asynchronous-options';
import { bindReplyHandler } from './bind-reply-handler';
import type { ReplyModeBindOptions, ReplyModeConfig, ReplyModeRuntime } from './reply-mode-config';
import { validateAsynchronous } from './validate-asynchronous';
import { createWorkerQueues, WorkerQueues } from './worker-queues';
import { DEAD_LETTER_QUEUE_URL_ENV, ECHO_MODULE, MAX_ATTEMPTS_ENV, QUEUE_URL_ENV } from '../../shared/env';
import { grantReadSecret } from '../auth-token/auth-token-secret';
import { gatewayCode, gatewayFiles } from '../code/gateway-code';
import { createGatewayFunction, createGatewayRole } from '../function/gateway-function';
import { queueConfig } from '../reply-handlers/reply-targets';

/** The `bind` of `ReplyMode.asynchronous()`: a queue behind the webhook, and a worker behind the queue. */
export function bindAsynchronous(
  scope: Construct,
  options: AsynchronousReplyOptions,
  bindOptions: ReplyModeBindOptions,
  runtime: ReplyModeRuntime,
): ReplyModeConfig {
  validateAsynchronous(scope, options);
  const { acknowledgement, timeout = Duration.minutes(1), maxAttempts = 5 } = options;
  const { webhook, authTokenSecret, apiKeySecret, additionalFiles, encryptionKey } = bindOptions;

  const role = createGatewayRole(scope);
  const queues = createWorkerQueues(scope, {
    workerTimeout: timeout,
    maxAttempts,
    encryptionKey,
    removalPolicy: options.removalPolicy,
  });
  const reply = bindReplyHandler(bindOptions, runtime, role, {
    [QUEUE_URL_ENV]: queues.queue.queueUrl,
    [DEAD_LETTER_QUEUE_URL_ENV]: queues.deadLetterQueue.queueUrl,
    [MAX_ATTEMPTS_ENV]: String(maxAttempts),
  });
  const replyFunction = createGatewayFunction(scope, {
    description: 'Answers the messages that a Twilio webhook has queued',
    role,
    code: reply.code ?? gatewayCode(undefined, [...runtime.runtimeFiles, ...additionalFiles]),
    handler: reply.handler ?? runtime.handler,
    layers: reply.layers,
    replyModule: reply.replyModule ?? ECHO_MODULE,
    environment: reply.environment,
    memorySize: options.memorySize ?? bindOptions.memorySize,
    timeout,
    architecture: bindOptions.architecture,
    tracing: bindOptions.tracing,
    vpc: bindOptions.vpc,
    vpcSubnets: bindOptions.vpcSubnets,
    securityGroups: bindOptions.securityGroups,
    encryptionKey,
    logGroup: options.logGroup,
  });
  connect(scope, replyFunction, queues, options);

  grantReadSecret(apiKeySecret ?? authTokenSecret!, role);
  grantQueues(webhook, role, queues);
  return {
    webhook: queueConfig(queues.queue.queueUrl, acknowledgement, [...gatewayFiles(), ...additionalFiles]),
    replyFunction,
    deadLetterQueue: queues.deadLetterQueue,
  };
}

/** A batch is one message, so a failure delays only its own conversation. */
function connect(
  scope: Construct,
  worker: lambda.Function,
  { queue }: WorkerQueues,
  { maxConcurrency }: AsynchronousReplyOptions,
): void {
  new lambda.EventSourceMapping(scope, 'EventSource', {
    target: worker,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    reportBatchItemFailures: true,
    maxConcurrency,
  });
}

/** Narrower than the grants of `sqs.Queue`, which also allow looking up URLs and attributes. */
function grantQueues(webhook: iam.IGrantable, worker: iam.IGrantable, { queue, deadLetterQueue }: WorkerQueues): void {
  const grant = (grantee: iam.IGrantable, target: { readonly queueArn: string }, ...actions: string[]) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [target.queueArn] });
  grant(webhook, queue, 'sqs:SendMessage');
  // Lambda itself needs these.
  // Source: AWS Lambda, "Configuring an Amazon SQS event source": execution role permissions.
  const polling = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  grant(worker, queue, ...polling, 'sqs:ChangeMessageVisibility');
  grant(worker, deadLetterQueue, 'sqs:SendMessage');
  for (const grantee of [webhook, worker]) {
    // Sending needs both actions. Source: Amazon SQS, "Key management": configuring AWS KMS permissions.
    queue.encryptionMasterKey?.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}
