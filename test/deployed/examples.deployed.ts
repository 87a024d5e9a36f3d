/**
 * Every example: deployed, texted through its webhook's URL, and what it does with a message looked at where that
 * arrives. The echo example has a file of its own.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, copyExample, destroy, logOf, resourceOf, stacks } from './cloud';
import { type Deployment, deployGateways, eventually } from './gateway';
import { isEmpty, receive, sqs } from './queues';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const SENDER = '+15005550006';
const NUMBER = '+15005550001';
/** With characters that do not travel well. */
const HARD_BODY = 'Help "moto" & <all> é 🎉\n\uFFFE';

const states = new SFNClient();
let twilio: Twilio;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
});
after(async () => twilio?.close());

/** Deploys an example, fills its secrets, has it looked at and destroys it. */
function example(
  name: string,
  stack: string,
  found: string,
  look: (deployment: Deployment) => Promise<void>,
  prepare: (folder: string) => Promise<void> = async () => undefined,
): void {
  void test(`${name}: ${found}`, async () => {
    const folder = copyExample(name);
    await prepare(folder);
    const deployment = await deployGateways(folder, stack, twilio);
    for (const gateway of deployment.gateways) {
      if (name !== 'phone-numbers') await gateway.fillSecret();
      await gateway.assertRejectsForged();
    }
    await look(deployment).catch(async (error: Error) => {
      console.log(await logOf(stack));
      throw error;
    });
    await destroy(folder);
    assert.ok(!(await stacks()).includes(stack));
    assert.deepEqual(twilio.violations, []);
    record({ name: `examples/${name}`, deploySeconds: deployment.seconds, messages: deployment.gateways.reduce((sum, { messages }) => sum + messages, 0), found });
  });
}

const message = (body: string) => inboundMessage({ accountSid: ACCOUNT_SID, body, from: SENDER, to: NUMBER });
const HARD = message(HARD_BODY);
const URGENT = message('This is URGENT');
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

example('custom-reply', 'CustomReply', 'the module answers, with text, picture or nothing', async ({ gateways: [gateway] }) => {
  assert.match((await gateway.reply({ body: 'hours', fromCity: 'Springfield' })).join(), /^Hello Springfield, we open next \w+day at 9:00\.$/);
  assert.deepEqual((await gateway.text('Menu')).messages, [{ body: 'Here is our menu.', media: ['https://demo.twilio.com/owl.png'] }, { body: 'Enjoy!' }]);
  assert.deepEqual(await gateway.reply('Thanks'), []);
});

example('tested-handler', 'TestedHandler', 'the module answers, and knows the sender on WhatsApp', async ({ gateways: [gateway] }) => {
  assert.deepEqual(await gateway.reply('add 1 2 -3'), ['friend, that is 0.']);
  assert.deepEqual(await gateway.reply({ body: 'add 1 2', channel: 'whatsapp', profileName: 'Ada' }), ['Ada, that is 3.']);
});

example('media', 'Media', 'the picture is downloaded from Twilio with the credentials of the secret', async ({ gateways: [gateway] }) => {
  const sid = `ME${'a'.repeat(32)}`;
  const bytes = Buffer.from('a picture');
  twilio.media.media.set(sid, { contentType: 'image/png', bytes });
  const url = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'b'.repeat(32)}/Media/${sid}`;

  const fingerprint = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  assert.deepEqual(await gateway.reply({ body: '', media: [{ url, contentType: 'image/png' }] }), [`image/png, 9 bytes, fingerprint ${fingerprint}`]);
  assert.deepEqual(twilio.media.requests.map(({ credentials }) => credentials), [`${ACCOUNT_SID}:${AUTH_TOKEN}`, undefined]);
});

example('existing-function', 'ExistingFunction', 'the Python function answers', async ({ gateways: [gateway] }) => {
  assert.deepEqual(await gateway.reply('three little words'), ['3 words, the longest is little']);
  assert.deepEqual(await gateway.reply({ body: '' }), []);
});

example('queue', 'Queue', 'the message is in the FIFO queue once, and with the subscriber of the topic', async ({ gateways: [alarmSms, orderSms] }) => {
  const queue = await resourceOf('Queue', 'AWS::SQS::Queue', 'Orders');
  for (let copies = 0; copies < 2; copies++) assert.deepEqual(await orderSms.reply(HARD), ['Thank you, your order is being looked at.']);
  const received = await receive(queue);
  assert.deepEqual(JSON.parse(received.Body!), plain(HARD));
  assert.match(received.MessageAttributes!.IdempotencyKey.StringValue!, /^[0-9a-f]{64}$/);
  assert.ok(await isEmpty(queue));

  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'Subscriber' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(OPEN) } }));
  const TopicArn = await resourceOf('Queue', 'AWS::SNS::Topic', 'Alarms');
  await new SNSClient().send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn, Attributes: { RawMessageDelivery: 'true' } }));
  assert.deepEqual(await alarmSms.reply(HARD), []);
  assert.deepEqual(JSON.parse((await receive(QueueUrl!)).Body!), plain(HARD));
});

example('event-bus', 'EventBus', 'the rule puts the events that it picks into its queue, and no other', async ({ gateways: [gateway] }) => {
  const queue = await resourceOf('EventBus', 'AWS::SQS::Queue', 'Help');
  assert.deepEqual(await gateway.reply('Goodbye'), []);
  assert.deepEqual(await gateway.reply(HARD), []);
  const event = JSON.parse((await receive(queue)).Body!);
  assert.deepEqual([event.source, event['detail-type'], event.detail], ['com.example.sms', 'Message Received', plain(HARD)]);
  assert.ok(await isEmpty(queue));
});

example('state-machine', 'StateMachine', 'one execution is started for a message, and takes the way that its text asks for', async ({ gateways: [gateway] }) => {
  const stateMachineArn = await resourceOf('StateMachine', 'AWS::StepFunctions::StateMachine', 'Triage');
  for (let copies = 0; copies < 2; copies++) assert.deepEqual(await gateway.reply(URGENT), ['We got your text and come back to you.']);
  const [{ executionArn }, ...others] = await eventually(async () => {
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }));
    return executions.length > 0 ? executions : undefined;
  });
  assert.deepEqual(others, []);
  assert.deepEqual(
    JSON.parse((await states.send(new DescribeExecutionCommand({ executionArn }))).input!),
    plain(URGENT),
  );
});

example('async-reply', 'AsyncReply', 'the sender gets the acknowledgement, then the reply through the REST API', async ({ gateways: [gateway] }) => {
  twilio.messages.reset();
  assert.deepEqual(await gateway.reply(message('life')), ['One moment, please.']);
  const accepted = await eventually(async () => twilio.messages.accepted[0]);
  assert.deepEqual([accepted.to, accepted.from, accepted.body], [SENDER, NUMBER, 'I thought about "life" for 1 seconds, and have no objection.']);
}, async () => void (process.env.THINKING_SECONDS = '1'));

example('phone-numbers', 'PhoneNumbers', 'the stack points the number at the gateway', async ({ gateways: [gateway] }) => {
  const [number] = twilio.numbers.numbers;
  assert.equal(number.sms_url, gateway.webhookUrl);
  assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
}, async (folder) => {
  twilio.numbers.addNumber(NUMBER);
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  const { ARN } = await new SecretsManagerClient().send(new CreateSecretCommand({ Name: 'twilio-auth-token', SecretString }));
  const file = path.join(folder, 'cdk.json');
  const json = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...json, context: { ...json.context, authTokenSecretArn: ARN } }));
});

/** A queue whose policy lets anybody in. */
const OPEN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] };
