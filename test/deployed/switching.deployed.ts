/**
 * One gateway is changed in place: another handler, another mode, another endpoint, and back. The secret survives, so
 * that the token is filled in once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, bootstrap, deploy, destroy, resourcesOf, writeApp } from './cloud';
import { eventually, type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
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
  const asynchronous = () => ReplyMode.asynchronous({ acknowledgement: 'Wait', timeout: Duration.seconds(10) });
  const versions = {
    echo: () => ({}),
    module: () => ({ replyHandler: myModule() }),
    queue: () => ({ replyHandler: ReplyHandler.toQueue(queue, { acknowledgement: 'Thank you' }) }),
    asynchronous: () => ({ replyHandler: myModule(), replyMode: asynchronous() }),
    restApi: () => ({ endpoint: WebhookEndpoint.restApi() }),
    functionUrl: () => ({ endpoint: WebhookEndpoint.functionUrl() }),
  };
  new TwilioSmsGateway(stack, 'Sms', versions[process.env.VERSION]());
`;
const REPLY = "export default ({ body }) => 'Re: ' + body;";

/** A version of the app, where its URL has to be, and what it answers to "Hello". */
interface Version {
  readonly version: string;
  readonly host: string;
  readonly reply: string;
  /** What comes through Twilio's REST API afterwards. */
  readonly laterReply?: string;
}

/** In the order of their deployment. */
const VERSIONS: readonly Version[] = [
  { version: 'echo', reply: 'Hello', host: 'execute-api' },
  { version: 'module', reply: 'Re: Hello', host: 'execute-api' },
  { version: 'queue', reply: 'Thank you', host: 'execute-api' },
  { version: 'asynchronous', reply: 'Wait', laterReply: 'Re: Hello', host: 'execute-api' },
  { version: 'restApi', reply: 'Hello', host: 'execute-api' },
  { version: 'functionUrl', reply: 'Hello', host: 'lambda-url' },
  { version: 'echo', reply: 'Hello', host: 'execute-api' },
];
/** What must survive every change. */
const LASTING = /^AWS::(SecretsManager::Secret|Lambda::Function|Logs::LogGroup) Sms(AuthTokenSecret|Function|LogGroup)/;

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let gateway: Gateway;
let lastingIds: Readonly<Record<string, string>> | undefined;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('switching', APP, { 'reply.mjs': REPLY });
});
after(async () => twilio?.close());

VERSIONS.forEach(({ version, host, reply, laterReply }, index) => void test(`${index + 1}: ${version}`, async () => {
  const seconds = await deploy(folder, { VERSION: version });
  [gateway] = await gatewaysOf('Switching', twilio);
  if (index === 0) await gateway.fillSecret();
  const message = inboundMessage({ accountSid: ACCOUNT_SID, body: 'Hello', from: '+15005550006' });

  assert.ok(gateway.webhookUrl.includes(`.${host}.`), gateway.webhookUrl);
  assert.deepEqual(await gateway.reply(message), [reply]);
  if (laterReply !== undefined) {
    assert.equal(await eventually(async () => twilio.messages.bodiesTo(message.from)[0]), laterReply);
  }
  await gateway.assertRejectsForged();

  const ids = Object.fromEntries(Object.entries(await resourcesOf('Switching')).filter(([id]) => LASTING.test(id)));
  assert.equal(Object.keys(ids).length, 3, JSON.stringify(ids));
  assert.deepEqual(ids, lastingIds ??= ids);
  const right = 'answers; secret, function and log group are the same';
  record({ name: `changed in place to ${version}`, seconds, messages: gateway.messages, right });
}));

void test('it is destroyed, and the secret stays', async () => {
  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  const { DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: gateway.secretArn }));
  assert.equal(DeletedDate, undefined);
  assert.deepEqual(twilio.violations, []);
});
