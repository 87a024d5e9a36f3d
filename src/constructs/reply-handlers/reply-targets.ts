import { copyFileSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { REPLY_MODULE } from './reply-file';
import type { BindReplyHandler, ReplyHandlerConfig } from './reply-handler-config';
import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV } from '../../shared/env';
import { gatewayCode } from '../code/gateway-code';
import { lambdaFiles } from '../code/lambda-files';
import { grantKey } from '../keys/grant-key';
import { assertKnownNames, type NamesOf } from '../validation/known-names';
import { validateAcknowledgement } from '../validation/validate-body';

/**
 * The reply targets: services of AWS that take a message, or answer it. Each name is that of a file in
 * src/runtime/targets, from which `scripts/bundle-lambda.ts` makes the bundle of the same name.
 */
export const TARGET_NAMES = ['event-bus', 'function', 'queue', 'state-machine', 'topic'] as const;
export type TargetName = typeof TARGET_NAMES[number];

/** Options of a reply handler that sends messages to a target. */
export interface TargetOptions {
  /**
   * The reply to the sender as soon as the target has accepted the message, such as "We will answer you shortly".
   * 1 to 1,600 characters.
   *
   * @default - no reply
   */
  readonly acknowledgement?: string;
}

/** Options of `ReplyHandler.toEventBus()`. */
export interface EventBusTargetOptions extends TargetOptions {
  /**
   * `source` of the events, to match in the patterns of rules. Names that start with `aws.` are reserved for AWS.
   *
   * @default 'cdk-twilio-sms-gateway'
   */
  readonly source?: string;

  /**
   * `detail-type` of the events, to match in the patterns of rules.
   *
   * @default 'Message Received'
   */
  readonly detailType?: string;
}

const NAMES: NamesOf<TargetOptions> = { acknowledgement: true };
const EVENT_BUS_NAMES: NamesOf<EventBusTargetOptions> = { ...NAMES, detailType: true, source: true };

/** Makes the `bind` of `ReplyHandler.fromFunction()`. */
export function bindFromFunction(fn: lambda.IFunction): BindReplyHandler {
  return targetHandler('function', (gateway) => {
    // fn.grantInvoke would allow all versions and aliases too, and throws for a function imported by its ARN.
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['lambda:InvokeFunction'], resourceArns: [fn.functionArn] });
    return { [TARGET_ENV]: fn.functionArn };
  });
}

/** Makes the `bind` of `ReplyHandler.toQueue()`. */
export function bindToQueue(queue: sqs.IQueue, options: TargetOptions): BindReplyHandler {
  assertKnownNames('ReplyHandler.toQueue', options, NAMES);
  const { acknowledgement } = options;
  validateAcknowledgement('ReplyHandler.toQueue', acknowledgement);
  return targetHandler('queue', (gateway) => {
    // Narrower than queue.grantSendMessages, which also allows looking up its URL and attributes, and kms:Encrypt.
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['sqs:SendMessage'], resourceArns: [queue.queueArn] });
    // Source: Amazon SQS, "Key management": configuring AWS KMS permissions.
    grantKey(queue.encryptionMasterKey, gateway, 'kms:GenerateDataKey', 'kms:Decrypt');
    return targetEnvironment(queue.queueUrl, acknowledgement);
  });
}

/** Makes the `bind` of `ReplyHandler.toTopic()`. */
export function bindToTopic(topic: sns.ITopic, options: TargetOptions): BindReplyHandler {
  assertKnownNames('ReplyHandler.toTopic', options, NAMES);
  const { acknowledgement } = options;
  validateAcknowledgement('ReplyHandler.toTopic', acknowledgement);
  return targetHandler('topic', (gateway) => {
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
    // Without the wildcard of topic.grantPublish. Source: Amazon SNS, "Managing Amazon SNS encryption keys and costs".
    grantKey(topic.masterKey, gateway, 'kms:GenerateDataKey', 'kms:Decrypt');
    return targetEnvironment(topic.topicArn, acknowledgement);
  });
}

/** Makes the `bind` of `ReplyHandler.toEventBus()`. */
export function bindToEventBus(bus: events.IEventBus, options: EventBusTargetOptions): BindReplyHandler {
  assertKnownNames('ReplyHandler.toEventBus', options, EVENT_BUS_NAMES);
  const { source = 'cdk-twilio-sms-gateway', detailType = 'Message Received', acknowledgement } = options;
  // Source: Amazon EventBridge API Reference, "PutEventsRequestEntry".
  if (!Token.isUnresolved(source) && source.startsWith('aws.')) {
    throw new Error(
      `ReplyHandler.toEventBus: source must not start with "aws.", which is reserved for AWS, got "${source}". ` +
      'Choose a name of your own, such as "com.example.sms".');
  }
  validateAcknowledgement('ReplyHandler.toEventBus', acknowledgement);
  return targetHandler('event-bus', (gateway) => {
    bus.grantPutEventsTo(gateway);
    const names = { [EVENT_SOURCE_ENV]: source, [EVENT_DETAIL_TYPE_ENV]: detailType };
    return { ...names, ...targetEnvironment(bus.eventBusArn, acknowledgement) };
  });
}

/** Makes the `bind` of `ReplyHandler.toStateMachine()`. */
export function bindToStateMachine(stateMachine: sfn.IStateMachine, options: TargetOptions): BindReplyHandler {
  assertKnownNames('ReplyHandler.toStateMachine', options, NAMES);
  const { acknowledgement } = options;
  validateAcknowledgement('ReplyHandler.toStateMachine', acknowledgement);
  return targetHandler('state-machine', (gateway) => {
    stateMachine.grantStartExecution(gateway);
    return targetEnvironment(stateMachine.stateMachineArn, acknowledgement);
  });
}

/** Sends messages to the queue of asynchronous mode. The mode grants the permissions. */
export function queueConfig(
  queueUrl: string,
  acknowledgement: string | undefined,
  runtimeFiles: string[],
): ReplyHandlerConfig {
  return targetConfig('queue', targetEnvironment(queueUrl, acknowledgement), runtimeFiles);
}

/**
 * The gateway's code with the reply module of a target beside it.
 *
 * @param runtimeFiles files that run the module. By default the gateway's own
 */
export function targetCode(name: TargetName, runtimeFiles?: string[]): lambda.Code {
  return gatewayCode({ key: `target ${name}`, write: (folder) => copyReplyModule(name, folder) }, runtimeFiles);
}

/** @param connect grants the permissions, and returns the environment variables that the reply module reads */
function targetHandler(
  name: TargetName,
  connect: (gateway: iam.IGrantable) => Record<string, string>,
): BindReplyHandler {
  return (_, { gateway, runtimeFiles }) => targetConfig(name, connect(gateway), runtimeFiles);
}

function targetConfig(
  name: TargetName,
  environment: Record<string, string>,
  runtimeFiles: string[],
): ReplyHandlerConfig {
  return { code: targetCode(name, runtimeFiles), replyModule: REPLY_MODULE, fetchesMedia: false, environment };
}

/** @param target URL of the queue, or ARN of any other target */
function targetEnvironment(target: string, acknowledgement?: string): Record<string, string> {
  return {
    [TARGET_ENV]: target,
    ...(acknowledgement !== undefined && { [TARGET_ACKNOWLEDGEMENT_ENV]: acknowledgement }),
  };
}

/** The bundle becomes `reply.cjs`, which `reply.mjs` loads. */
function copyReplyModule(target: TargetName, folder: string): void {
  for (const file of lambdaFiles(target)) {
    const name = path.basename(file);
    copyFileSync(file, path.join(folder, name === `${target}.cjs` ? 'reply.cjs' : name));
  }
}
