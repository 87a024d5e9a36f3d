import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { inspect, Mode, MODES } from './inspect';
import { ReplyHandler } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const echo = {
  synchronous: inspect(() => ReplyHandler.echo(), 'synchronous'),
  asynchronous: inspect(() => ReplyHandler.echo(), 'asynchronous'),
};

const ARN = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
const USE_KEY = ['kms:GenerateDataKey', 'kms:Decrypt'];
const KEY = ARN('kms', 'key/11111111-2222-3333-4444-555555555555');
const queue = (stack: Stack, name: string, keyArn?: string) => sqs.Queue.fromQueueAttributes(stack, 'Target', { queueArn: ARN('sqs', name), keyArn });

type Permission = [actions: string[], ...resources: unknown[]];

/** handler, what its function's environment has besides what the echo's has, and which permissions */
const VARIANTS: Array<{
  name: string;
  handler: (stack: Stack) => ReplyHandler;
  environment: Record<string, unknown>;
  permissions: Permission[];
}> = [
  {
    name: 'fromFunction',
    handler: (stack) => ReplyHandler.fromFunction(lambda.Function.fromFunctionArn(stack, 'Target', ARN('lambda', 'function:mine'))),
    environment: { TARGET: ARN('lambda', 'function:mine') },
    permissions: [[['lambda:InvokeFunction'], ARN('lambda', 'function:mine')]],
  },
  {
    name: 'fromFunction, a version',
    handler: (stack) => ReplyHandler.fromFunction(lambda.Version.fromVersionArn(stack, 'Target', ARN('lambda', 'function:mine:7'))),
    environment: { TARGET: ARN('lambda', 'function:mine:7') },
    permissions: [[['lambda:InvokeFunction'], ARN('lambda', 'function:mine:7')]],
  },
  {
    name: 'toQueue',
    handler: (stack) => ReplyHandler.toQueue(queue(stack, 'mine')),
    environment: { TARGET: expect.objectContaining({ 'Fn::Join': expect.anything() }) },
    permissions: [[['sqs:SendMessage'], ARN('sqs', 'mine')]],
  },
  {
    name: 'toQueue, encrypted',
    handler: (stack) => ReplyHandler.toQueue(queue(stack, 'mine.fifo', KEY), { acknowledgement: 'Thanks' }),
    environment: { TARGET: expect.anything(), TARGET_ACKNOWLEDGEMENT: 'Thanks' },
    permissions: [[['sqs:SendMessage'], ARN('sqs', 'mine.fifo')], [USE_KEY, KEY]],
  },
  {
    name: 'toTopic',
    handler: (stack) => ReplyHandler.toTopic(sns.Topic.fromTopicArn(stack, 'Target', ARN('sns', 'mine'))),
    environment: { TARGET: ARN('sns', 'mine') },
    permissions: [[['sns:Publish'], ARN('sns', 'mine')]],
  },
  {
    name: 'toTopic, encrypted',
    handler: (stack) => ReplyHandler.toTopic(sns.Topic.fromTopicAttributes(stack, 'Target', {
      topicArn: ARN('sns', 'mine'),
      keyArn: KEY,
    })),
    environment: { TARGET: ARN('sns', 'mine') },
    permissions: [[['sns:Publish'], ARN('sns', 'mine')], [USE_KEY, KEY]],
  },
  {
    name: 'toEventBus',
    handler: (stack) => ReplyHandler.toEventBus(events.EventBus.fromEventBusArn(stack, 'Target', ARN('events', 'event-bus/mine'))),
    environment: {
      TARGET: ARN('events', 'event-bus/mine'),
      EVENT_SOURCE: 'cdk-twilio-sms-gateway',
      EVENT_DETAIL_TYPE: 'Message Received',
    },
    permissions: [[['events:PutEvents'], ARN('events', 'event-bus/mine')]],
  },
  {
    name: 'toEventBus, with names',
    handler: (stack) => ReplyHandler.toEventBus(events.EventBus.fromEventBusArn(stack, 'Target', ARN('events', 'event-bus/mine')), {
      source: 'a.b',
      detailType: 'SMS',
      acknowledgement: 'Thanks',
    }),
    environment: {
      TARGET: ARN('events', 'event-bus/mine'),
      EVENT_SOURCE: 'a.b',
      EVENT_DETAIL_TYPE: 'SMS',
      TARGET_ACKNOWLEDGEMENT: 'Thanks',
    },
    permissions: [[['events:PutEvents'], ARN('events', 'event-bus/mine')]],
  },
  {
    name: 'toStateMachine',
    handler: (stack) => ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineArn(stack, 'Target', ARN('states', 'stateMachine:mine'))),
    environment: { TARGET: ARN('states', 'stateMachine:mine') },
    permissions: [[['states:StartExecution'], ARN('states', 'stateMachine:mine')]],
  },
];

describe.each((Object.keys(MODES) as Mode[]).map((mode) => ({ mode })))('in $mode mode', ({ mode }) => {
  test.each(VARIANTS)('$name adds its environment and permissions, and nothing else', ({ handler, environment, permissions }) => {
    const actual = inspect(handler, mode);

    expect(actual.types).toEqual(echo[mode].types);
    expect(Object.keys(actual.environment).filter((name) => !Object.hasOwn(echo[mode].environment, name)).sort())
      .toEqual(Object.keys(environment).map((name) => `TWILIO_GATEWAY_${name}`).sort());
    expect(actual.environment).toMatchObject(Object.fromEntries(Object.entries(environment).map(([name, value]) => [`TWILIO_GATEWAY_${name}`, value])));
    expect(actual.environment.TWILIO_GATEWAY_REPLY_MODULE).toBe('./reply.mjs');
    const ofEcho = echo[mode].permissions.map((own) => JSON.stringify(own));
    const added = actual.permissions.filter((permission) => !ofEcho.includes(JSON.stringify(permission)));
    expect(added).toEqual(permissions.map(([actions, ...resources]) => ({ actions, resources })));
    expect(actual.permissions).toHaveLength(echo[mode].permissions.length + permissions.length);
  });
});

test('an event source of AWS is rejected', () => {
  expect(() => gatewayIn((stack) => ({
    replyHandler: ReplyHandler.toEventBus(events.EventBus.fromEventBusName(stack, 'Bus', 'default'), { source: 'aws.sms' }),
  })))
    .toThrow(
      'ReplyHandler.toEventBus: source must not start with "aws.", which is reserved for AWS, got "aws.sms". ' +
      'Choose a name of your own, such as "com.example.sms".');
});
