import { Aws, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, ReplyMode, TwilioSmsGatewayProps } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const ARN = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;

/** Every text that a user gives for the environment, and how its error begins. */
const TEXTS: Array<[string, (stack: Stack, text: string) => TwilioSmsGatewayProps, string]> = [
  ['errorReply', (_, errorReply) => ({ errorReply }), 'Stack/Sms: errorReply'],
  ['ReplyMode.asynchronous', (_, acknowledgement) => ({ replyMode: ReplyMode.asynchronous({ acknowledgement }) }), 'Stack/Sms/Worker: acknowledgement'],
  ['toQueue', (stack, acknowledgement) => ({
    replyHandler: ReplyHandler.toQueue(sqs.Queue.fromQueueArn(stack, 'Target', ARN('sqs', 'mine')), { acknowledgement }),
  }), 'ReplyHandler.toQueue: acknowledgement'],
  ['toTopic', (stack, acknowledgement) => ({
    replyHandler: ReplyHandler.toTopic(sns.Topic.fromTopicArn(stack, 'Target', ARN('sns', 'mine')), { acknowledgement }),
  }), 'ReplyHandler.toTopic: acknowledgement'],
  ['toEventBus', (stack, acknowledgement) => ({
    replyHandler: ReplyHandler.toEventBus(events.EventBus.fromEventBusArn(stack, 'Target', ARN('events', 'event-bus/mine')), { acknowledgement }),
  }), 'ReplyHandler.toEventBus: acknowledgement'],
  ['toStateMachine', (stack, acknowledgement) => ({
    replyHandler: ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineArn(stack, 'Target', ARN('states', 'stateMachine:mine')), { acknowledgement }),
  }), 'ReplyHandler.toStateMachine: acknowledgement'],
];

describe.each(TEXTS)('a text of %s', (_, props, start) => {
  test.each([['', 'a blank body'], [' \n', 'a blank body'], ['x'.repeat(1601), '1601']])('must be one that can be sent: %j', (text, got) => {
    expect(() => gatewayIn((stack) => props(stack, text))).toThrow(`${start} must have 1 to 1600 characters, got ${got}. Shorten it, or leave it out: `);
  });

  test.each(['!', 'x'.repeat(1600), Aws.STACK_NAME])('may be %j', (text) => {
    expect(() => gatewayIn((stack) => props(stack, text)).template()).not.toThrow();
  });
});
