/**
 * Every example is deployed and texted through its webhook's URL, and what it does with a message is looked at where
 * that arrives. The echo example has a file of its own.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import {
  ACCOUNT_SID, AUTH_TOKEN, bootstrap, copyExample, deploy, destroy, logOf, resourceOf,
} from './cloud';
import { eventually, type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { isEmpty, receive, sqs } from './queues';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';
import { fromRoot } from '../support/paths';

interface Example {
  readonly name: string;
  readonly stack: string;
  /** What is looked at. */
  readonly right: string;
  /** Done in the copy of its folder before it is deployed. Without it the gateways' secrets are filled afterwards. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** What the app reads from the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Sends messages and looks at what becomes of them. */
  readonly look: (...gateways: Gateway[]) => Promise<void>;
}

const SENDER = '+15005550006';
const NUMBER = '+15005550001';
const message = (body: string) => inboundMessage({ accountSid: ACCOUNT_SID, body, from: SENDER, to: NUMBER });
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
/** With characters that do not travel well. */
const HELP = message('Help "me" & <all> é 🎉\n\uFFFE');
const URGENT = message('This is URGENT');

const states = new SFNClient();
let twilio: Twilio;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
});
after(async () => twilio?.close());

const EXAMPLES: readonly Example[] = [
  {
    name: 'custom-reply',
    stack: 'CustomReply',
    right: 'the module answers with text, with a picture, or not at all',
    look: async (gateway) => {
      const [hours] = await gateway.reply({ body: 'hours', fromCity: 'Springfield' });
      assert.match(hours!, /^Hello Springfield, we open next \w+day at 9:00\.$/);
      const menu = { body: 'Here is our menu.', media: ['https://demo.twilio.com/owl.png'] };
      assert.deepEqual((await gateway.text('Menu')).messages, [menu, { body: 'Enjoy!' }]);
      assert.deepEqual(await gateway.reply('Thanks'), []);
    },
  },
  {
    name: 'tested-handler',
    stack: 'TestedHandler',
    right: 'the module answers, and knows the sender on WhatsApp',
    look: async (gateway) => {
      assert.deepEqual(await gateway.reply('add 1 2 -3'), ['friend, that is 0.']);
      const fromAda = { body: 'add 1 2', channel: 'whatsapp', profileName: 'Ada' } as const;
      assert.deepEqual(await gateway.reply(fromAda), ['Ada, that is 3.']);
    },
  },
  {
    name: 'media',
    stack: 'Media',
    right: 'the picture is downloaded from Twilio with the credentials of the secret',
    look: async (gateway) => {
      const sid = `ME${'a'.repeat(32)}`;
      const url = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'b'.repeat(32)}/Media/${sid}`;
      const bytes = Buffer.from('a picture');
      twilio.media.media.set(sid, { contentType: 'image/png', bytes });
      const fingerprint = createHash('sha256').update(bytes).digest('hex').slice(0, 8);

      const reply = await gateway.reply({ body: '', media: [{ url, contentType: 'image/png' }] });

      assert.deepEqual(reply, [`image/png, 9 bytes, fingerprint ${fingerprint}`]);
      const shown = twilio.media.requests.map(({ credentials }) => credentials);
      assert.deepEqual(shown, [`${ACCOUNT_SID}:${AUTH_TOKEN}`, undefined]);
    },
  },
  {
    name: 'existing-function',
    stack: 'ExistingFunction',
    right: 'the Python function answers',
    look: async (gateway) => {
      assert.deepEqual(await gateway.reply('three little words'), ['3 words, the longest is little']);
      assert.deepEqual(await gateway.reply({ body: '' }), []);
    },
  },
  {
    name: 'queue',
    stack: 'Queue',
    right: 'the message is in the FIFO queue once, and the subscriber of the topic has it',
    look: async (alarmSms, orderSms) => {
      const orders = await resourceOf('Queue', 'AWS::SQS::Queue', 'Orders');
      const replies = [await orderSms.reply(HELP), await orderSms.reply(HELP)];
      assert.deepEqual(replies.flat(), Array(2).fill('Thank you, your order is being looked at.'));
      const { Body, MessageAttributes } = await receive(orders);
      assert.deepEqual(JSON.parse(Body!), asJson(HELP));
      assert.match(MessageAttributes!.IdempotencyKey.StringValue!, /^[0-9a-f]{64}$/);
      assert.ok(await isEmpty(orders));

      const subscriber = await subscribe(await resourceOf('Queue', 'AWS::SNS::Topic', 'Alarms'));
      assert.deepEqual(await alarmSms.reply(HELP), []);
      assert.deepEqual(JSON.parse((await receive(subscriber)).Body!), asJson(HELP));
      await sqs.send(new DeleteQueueCommand({ QueueUrl: subscriber }));
    },
  },
  {
    name: 'event-bus',
    stack: 'EventBus',
    right: 'the rule puts the events that it picks into its queue, and no others',
    look: async (gateway) => {
      const queue = await resourceOf('EventBus', 'AWS::SQS::Queue', 'Help');
      assert.deepEqual([await gateway.reply('Goodbye'), await gateway.reply(HELP)], [[], []]);
      const { source, detail, 'detail-type': detailType } = JSON.parse((await receive(queue)).Body!);
      assert.deepEqual([source, detailType, detail], ['com.example.sms', 'Message Received', asJson(HELP)]);
      assert.ok(await isEmpty(queue));
    },
  },
  {
    name: 'state-machine',
    stack: 'StateMachine',
    right: 'one execution is started, however often the message comes, and takes the branch that its text asks for',
    look: async (gateway) => {
      const stateMachineArn = await resourceOf('StateMachine', 'AWS::StepFunctions::StateMachine', 'Triage');
      const replies = [await gateway.reply(URGENT), await gateway.reply(URGENT)];
      assert.deepEqual(replies.flat(), Array(2).fill('We got your text and come back to you.'));
      const [{ executionArn }, ...others] = await eventually(async () => {
        const list = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' });
        const { executions = [] } = await states.send(list);
        return executions.length > 0 ? executions : undefined;
      });
      assert.deepEqual(others, []);
      const { input } = await states.send(new DescribeExecutionCommand({ executionArn }));
      assert.deepEqual(JSON.parse(input!), asJson(URGENT));
    },
  },
  {
    name: 'async-reply',
    stack: 'AsyncReply',
    right: 'the sender gets the acknowledgement, then the reply through the REST API',
    env: { THINKING_SECONDS: '1' },
    look: async (gateway) => {
      assert.deepEqual(await gateway.reply(message('life')), ['One moment, please.']);
      const { to, from, body } = await eventually(async () => twilio.messages.accepted[0]);
      assert.deepEqual([to, from], [SENDER, NUMBER]);
      assert.equal(body, 'I thought about "life" for 1 seconds, and have no objection.');
    },
  },
  {
    name: 'phone-numbers',
    stack: 'PhoneNumbers',
    right: 'the stack points the number at the gateway',
    prepare: async (folder) => {
      twilio.numbers.addNumber(NUMBER);
      const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
      const secret = new CreateSecretCommand({ Name: 'twilio-auth-token', SecretString });
      const { ARN } = await new SecretsManagerClient().send(secret);
      const file = path.join(folder, 'cdk.json');
      const json = fs.readFileSync(file, 'utf8');
      fs.writeFileSync(file, json.replace(/arn:aws:secretsmanager:[^"]*/, ARN!));
    },
    look: async (gateway) => {
      assert.equal(twilio.numbers.numbers[0].sms_url, gateway.webhookUrl);
      assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
    },
  },
];

for (const { name, stack, right, prepare, env, look } of EXAMPLES) {
  void test(`${name}: ${right}`, async () => {
    const folder = copyExample(name);
    await prepare?.(folder);
    const seconds = await deploy(folder, env);
    const gateways = await gatewaysOf(stack, twilio);
    if (prepare === undefined) await Promise.all(gateways.map(async (gateway) => gateway.fillSecret()));

    await Promise.all(gateways.map(async (gateway) => gateway.assertRejectsForged()));
    await look(...gateways).catch(async (error: Error) => {
      console.log(await logOf(stack));
      throw error;
    });

    await destroy(folder);
    assert.deepEqual(await leftovers(), []);
    assert.deepEqual(twilio.violations, []);
    const messages = gateways.reduce((sum, gateway) => sum + gateway.messages, 0);
    record({ name: `examples/${name}`, seconds, messages, right });
  });
}

void test('every example is in one of these files', () => {
  const folders = fs.readdirSync(fromRoot('examples'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  assert.deepEqual(names.sort(), ['echo', ...EXAMPLES.map(({ name }) => name)].sort());
});

/** Subscribes a new queue to a topic. Returns its URL. */
async function subscribe(TopicArn: string): Promise<string> {
  const Principal = { Service: 'sns.amazonaws.com' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: '*' }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'Subscriber', Attributes: { Policy } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await new SNSClient().send(new SubscribeCommand({
    TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn, Attributes: { RawMessageDelivery: 'true' },
  }));
  return QueueUrl!;
}
