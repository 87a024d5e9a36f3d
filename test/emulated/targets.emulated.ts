/**
 * Each `to...` handler as it is deployed, with real queues, subscriptions, rules and executions of moto. moto runs no
 * function without Docker, so `fromFunction` has a strict emulator, which runs the function
 * (test/local/targets.test.ts).
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { CreateEventBusCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateStateMachineCommand, DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Deployed } from './deployed';
import { ReplyHandler } from '../../src';
import { TARGET_ENV } from '../../src/shared/env';
import { inboundMessage } from '../../src/testing/sample-message';

const sqsClient = new SQSClient();
const snsClient = new SNSClient();
const eventBridge = new EventBridgeClient();
const stepFunctions = new SFNClient();

/** With characters that do not travel well. */
const MESSAGE = inboundMessage({ body: 'Hello "moto" & <all> é 🎉\n\uFFFE', from: '+15005550006', to: '+15005550001' });

const started: Deployed[] = [];
after(async () => Promise.all(started.map(async (gateway) => gateway.stop())));

async function deploy(...args: Parameters<typeof Deployed.start>): Promise<Deployed> {
  const gateway = await Deployed.start(...args);
  started.push(gateway);
  return gateway;
}

async function createQueue(fifo = false): Promise<{ url: string; arn: string }> {
  const { QueueUrl: url } = await sqsClient.send(new CreateQueueCommand({
    QueueName: `${randomUUID()}${fifo ? '.fifo' : ''}`,
    Attributes: fifo ? { FifoQueue: 'true' } : {},
  }));
  const { Attributes } = await sqsClient.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  return { url: url!, arn: Attributes!.QueueArn! };
}

async function receive(url: string): Promise<Message[]> {
  const { Messages = [] } = await sqsClient.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }));
  return Messages;
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

void test('toQueue delivers the message and acknowledges it', async () => {
  const queue = await createQueue();
  const gateway = await deploy((stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgement: 'Thank you' }), { [TARGET_ENV]: queue.url });

  assert.deepEqual(await gateway.text(MESSAGE), { status: 200, messages: [{ body: 'Thank you' }] });

  assert.deepEqual((await receive(queue.url)).map(({ Body }) => JSON.parse(Body!)), [plain(MESSAGE)]);
});

void test('toQueue delivers to a FIFO queue each message only once, those of one conversation in one group', async () => {
  const queue = await createQueue(true);
  const gateway = await deploy((stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue', { fifo: true })), { [TARGET_ENV]: queue.url });
  const second = inboundMessage({ body: 'Second', from: MESSAGE.from, to: MESSAGE.to });

  for (const message of [MESSAGE, MESSAGE, second]) {
    assert.deepEqual(await gateway.text(message), { status: 200, messages: [] });
  }

  const received = await receive(queue.url);
  assert.deepEqual(received.map(({ Body }) => JSON.parse(Body!).body), [MESSAGE.body, 'Second']);
  assert.equal(new Set(received.map(({ Attributes }) => Attributes!.MessageGroupId)).size, 1);
  assert.doesNotMatch(JSON.stringify(received.map(({ Attributes }) => Attributes)), /5005550/);
});

void test('toTopic publishes to the subscribers, standard and FIFO', async () => {
  for (const fifo of [false, true]) {
    const queue = await createQueue(fifo);
    const { TopicArn } = await snsClient.send(new CreateTopicCommand({
      Name: `${randomUUID()}${fifo ? '.fifo' : ''}`,
      Attributes: fifo ? { FifoTopic: 'true' } : {},
    }));
    await snsClient.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes: { RawMessageDelivery: 'true' } }));
    const gateway = await deploy((stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Topic', { fifo })), { [TARGET_ENV]: TopicArn! });

    assert.deepEqual(await gateway.text(MESSAGE), { status: 200, messages: [] });

    assert.deepEqual((await receive(queue.url)).map(({ Body }) => JSON.parse(Body!)), [plain(MESSAGE)]);
  }
});

void test('toEventBus puts an event that rules find by source, detail type and body', async () => {
  const queue = await createQueue();
  const Name = randomUUID();
  const { EventBusArn } = await eventBridge.send(new CreateEventBusCommand({ Name }));
  await eventBridge.send(new PutRuleCommand({
    Name: 'Hello',
    EventBusName: Name,
    EventPattern: JSON.stringify({ 'source': ['com.example.sms'], 'detail-type': ['Message Received'], 'detail': { body: [{ prefix: 'Hello' }] } }),
  }));
  await eventBridge.send(new PutTargetsCommand({ Rule: 'Hello', EventBusName: Name, Targets: [{ Id: 'Queue', Arn: queue.arn }] }));
  const gateway = await deploy((stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus'), { source: 'com.example.sms' }), { [TARGET_ENV]: EventBusArn! });

  assert.deepEqual(await gateway.text(MESSAGE), { status: 200, messages: [] });
  assert.deepEqual(await gateway.text('Goodbye'), { status: 200, messages: [] });

  assert.deepEqual((await receive(queue.url)).map(({ Body }) => JSON.parse(Body!).detail), [plain(MESSAGE)]);
});

void test('toStateMachine starts one execution for a message, however often it comes', async () => {
  const { stateMachineArn } = await stepFunctions.send(new CreateStateMachineCommand({
    name: randomUUID(),
    roleArn: 'arn:aws:iam::123456789012:role/any',
    definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
  }));
  const gateway = await deploy((stack) => ReplyHandler.toStateMachine(new sfn.StateMachine(stack, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done')),
  })), { [TARGET_ENV]: stateMachineArn! });

  assert.equal((await gateway.text(MESSAGE)).status, 200);
  assert.equal((await gateway.text(MESSAGE)).status, 200);

  const { executions = [] } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn }));
  assert.equal(executions.length, 1);
  const { input } =
    await stepFunctions.send(new DescribeExecutionCommand({ executionArn: executions[0].executionArn }));
  assert.deepEqual(JSON.parse(input!), plain(MESSAGE));
});

void test('a target that is not there: 503, and a log line that says so without the text', async () => {
  const missing: ReadonlyArray<[ReplyHandlerOf, string]> = [
    [(stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgement: 'Thank you' }), 'https://sqs.us-east-1.amazonaws.com/123456789012/gone'],
    [(stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Topic')), 'arn:aws:sns:us-east-1:123456789012:gone'],
    [(stack) => ReplyHandler.toStateMachine(sfn.StateMachine.fromStateMachineName(stack, 'Machine', 'gone')), 'arn:aws:states:us-east-1:123456789012:stateMachine:gone'],
  ];
  for (const [handler, target] of missing) {
    const gateway = await deploy(handler, { [TARGET_ENV]: target, TWILIO_GATEWAY_ERROR_REPLY: 'Sorry' });

    assert.deepEqual(await gateway.text(MESSAGE), { status: 503, messages: [] });

    const [{ outcome, reason, error }] = gateway.log as any[];
    assert.deepEqual([outcome, reason, error.name], ['failed', 'handler_failed', 'Unavailable']);
    assert.match(error.message, /failed, so the target did not get the message\. [\w.]+: .*(exist|found)/i);
    assert.doesNotMatch(JSON.stringify(gateway.log), /Hello|5005550006/);
  }
});

type ReplyHandlerOf = Parameters<typeof Deployed.start>[0];
