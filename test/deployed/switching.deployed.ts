/**
 * One gateway that is changed in place: another handler, another mode, another endpoint, and back. The secret stays
 * what it is, so that the token is filled in once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, bootstrap, destroy, resourcesOf, stacks, writeApp } from './cloud';
import { deployAll, eventually, type Gateway, gatewaysOf } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const APP = `
  const path = require('node:path');
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const sqs = require('aws-cdk-lib/aws-sqs');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } = require('cdk-twilio-sms-gateway');

  const stack = new Stack(new App(), 'Switching');
  const queue = new sqs.Queue(stack, 'Queue');
  const myModule = () => ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs'));
  const versions = {
    echo: () => ({}),
    module: () => ({ replyHandler: myModule() }),
    queue: () => ({ replyHandler: ReplyHandler.toQueue(queue, { acknowledgement: 'Thank you' }) }),
    asynchronous: () => ({ replyHandler: myModule(), replyMode: ReplyMode.asynchronous({ acknowledgement: 'Wait', timeout: Duration.seconds(10) }) }),
    restApi: () => ({ endpoint: WebhookEndpoint.restApi() }),
    functionUrl: () => ({ endpoint: WebhookEndpoint.functionUrl() }),
  };
  new TwilioSmsGateway(stack, 'Sms', versions[process.env.VERSION]());
`;

/** Versions in the order of their deployment, and what they answer to "Hello". */
const VERSIONS = [
  { version: 'echo', reply: 'Hello', host: 'execute-api' },
  { version: 'module', reply: 'Re: Hello', host: 'execute-api' },
  { version: 'queue', reply: 'Thank you', host: 'execute-api' },
  { version: 'asynchronous', reply: 'Wait', later: 'Re: Hello', host: 'execute-api' },
  { version: 'restApi', reply: 'Hello', host: 'execute-api' },
  { version: 'functionUrl', reply: 'Hello', host: 'lambda-url' },
  { version: 'echo', reply: 'Hello', host: 'execute-api' },
];
/** What must live as long as the stack, whatever is changed. */
const LASTING = /^AWS::(SecretsManager::Secret|Lambda::Function|Logs::LogGroup) Sms(AuthTokenSecret|Function|LogGroup)/;

let twilio: Twilio;
let folder: string;
let lasting: Readonly<Record<string, string>> | undefined;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('switching', APP, { 'reply.mjs': "export default ({ body }) => 'Re: ' + body;" });
});
after(async () => twilio?.close());

VERSIONS.forEach(({ version, reply, later, host }, index) => void test(`${index + 1}: ${version}`, async () => {
  process.env.VERSION = version;
  const seconds = await deployAll(folder);
  [gateway] = await gatewaysOf('Switching', twilio);
  if (index === 0) await gateway.fillSecret();
  const message = inboundMessage({ accountSid: ACCOUNT_SID, body: 'Hello', from: '+15005550006' });

  assert.ok(gateway.webhookUrl.includes(`.${host}.`), gateway.webhookUrl);
  assert.deepEqual(await gateway.reply(message), [reply]);
  if (later) assert.equal(await eventually(async () => twilio.messages.bodiesTo(message.from)[0]), later);
  await gateway.assertRejectsForged();
  const ids = Object.fromEntries(Object.entries(await resourcesOf('Switching')).filter(([id]) => LASTING.test(id)));
  lasting ??= ids;
  assert.deepEqual(ids, lasting);
  assert.ok(Object.keys(ids).length === 3, JSON.stringify(ids));
  record({ name: `changed in place to ${version}`, deploySeconds: seconds, messages: gateway.messages, found: 'answers; secret, function and log group are the same' });
}));

void test('destroyed, and the secret stays', async () => {
  await destroy(folder);

  assert.deepEqual(await stacks(), []);
  assert.equal(
    (await new SecretsManagerClient().send(new DescribeSecretCommand({ SecretId: gateway.secretArn }))).DeletedDate,
    undefined,
  );
  assert.deepEqual(twilio.violations, []);
});
