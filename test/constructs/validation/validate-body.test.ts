import { Aws, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, ReplyMode, TwilioSmsGatewayProps } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const ARN = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;

/** Every body that a user gives, and the start of its error. */
const BODIES: Array<{
  name: string;
  props: (stack: Stack, text: string) => TwilioSmsGatewayProps;
  start: string;
}> = [
  { name: 'errorReply', props: (_, errorReply) => ({ errorReply }), start: 'Stack/Sms: errorReply' },
  {
    name: 'ReplyMode.asynchronous',
    props: (_, acknowledgement) => ({ replyMode: ReplyMode.asynchronous({ acknowledgement }) }),
    start: 'Stack/Sms/Worker: acknowledgement',
  },
  {
    name: 'toQueue',
    props: (stack, acknowledgement) => ({
      replyHandler: ReplyHandler.toQueue(sqs.Queue.fromQueueArn(stack, 'Target', ARN('sqs', 'mine')), { acknowledgement }),
    }),
    start: 'ReplyHandler.toQueue: acknowledgement',
  },
  {
    name: 'toTopic',
    props: (stack, acknowledgement) => ({
      replyHandler: ReplyHandler.toTopic(sns.Topic.fromTopicArn(stack, 'Target', ARN('sns', 'mine')), { acknowledgement }),
    }),
    start: 'ReplyHandler.toTopic: acknowledgement',
  },
  {
    name: 'toEventBus',
    props: (stack, acknowledgement) => ({
      replyHandler: ReplyHandler.toEventBus(events.EventBus.fromEventBusArn(stack, 'Target', ARN('events', 'event-bus/mine')), { acknowledgement }),
    }),
    start: 'ReplyHandler.toEventBus: acknowledgement',
  },
  {
    name: 'toStateMachine',
    props: (stack, acknowledgement) => ({
      replyHandler: ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineArn(stack, 'Target', ARN('states', 'stateMachine:mine')), { acknowledgement }),
    }),
    start: 'ReplyHandler.toStateMachine: acknowledgement',
  },
];

describe.each(BODIES)('the body of $name', ({ props, start }) => {
  test.each([
    { name: 'empty', body: '', got: 'a blank body' },
    { name: 'blank', body: ' \n', got: 'a blank body' },
    { name: '1,601 characters', body: 'x'.repeat(1601), got: '1601' },
  ])('must not be $name', ({ body: text, got }) => {
    expect(() => gatewayIn((stack) => props(stack, text)))
      .toThrow(`${start} must have 1 to 1600 characters, got ${got}. Shorten it, or leave it out: `);
  });

  test.each([
    { name: 'one character', body: '!' },
    { name: '1,600 characters', body: 'x'.repeat(1600) },
    { name: 'a token', body: Aws.STACK_NAME },
  ])('may be $name', ({ body: text }) => {
    expect(() => gatewayIn((stack) => props(stack, text)).template()).not.toThrow();
  });
});
