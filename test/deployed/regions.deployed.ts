/**
 * A gateway in Twilio's region ie1: whatever calls Twilio goes to the hosts of that region, found by their names. That
 * is the worker, the download of an attachment, `phoneNumbers`, and the command line tool, which learns the region from
 * the deployed stack. Then the stack moves to another region: its number has settings of its own there.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, cli, deploy, destroy, logOf, writeApp } from './cloud';
import { eventually, type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const NUMBER = '+353123456789';
const OLD_URL = 'https://old.example.com/sms';

const APP = `
  const path = require('node:path');
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const { MessageSource, ReplyHandler, ReplyMode, TwilioRegion, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const stack = new Stack(new App(), 'Regions');
  new TwilioSmsGateway(stack, 'Sms', {
    twilioRegion: TwilioRegion[process.env.REGION],
    authTokenSecret: Secret.fromSecretCompleteArn(stack, 'AuthToken', process.env.SECRET_ARN),
    additionalAuthTokenSecrets: [Secret.fromSecretCompleteArn(stack, 'FormerToken', process.env.FORMER_SECRET_ARN)],
    replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
    phoneNumbers: [MessageSource.phoneNumber('${NUMBER}', { overwrite: true })],
  });
`;
const REPLY = `
  export default async ({ media: [first] }, { fetchMedia }) => {
    if (first === undefined) return 'no picture';
    const { bytes } = await fetchMedia(first);
    return bytes.length + ' bytes';
  };
`;

/** The auth token of the region that its numbers come from. */
const FORMER_TOKEN = 'beef0000beef0000beef0000beef0000';

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let env: NodeJS.ProcessEnv;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  twilio.numbers.addNumber(NUMBER, { sms_url: OLD_URL });
  env = {
    SECRET_ARN: await createSecret('twilio-ie1', AUTH_TOKEN),
    FORMER_SECRET_ARN: await createSecret('twilio-us1', FORMER_TOKEN),
  };
  await bootstrap();
  folder = writeApp('regions', APP, { 'reply.mjs': REPLY });
  seconds = await deploy(folder, { ...env, REGION: 'IE1' });
  [gateway] = await gatewaysOf('Regions', twilio);
});
after(async () => twilio?.close());

async function createSecret(Name: string, authToken: string): Promise<string> {
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken });
  return (await secrets.send(new CreateSecretCommand({ Name, SecretString }))).ARN!;
}

/** The hosts of Twilio's APIs that were called, without those that store media. */
function takeHosts(): readonly string[] {
  const hosts = [...twilio.hosts].filter((host) => host.endsWith('.twilio.com')).sort();
  twilio.hosts.clear();
  return hosts;
}

void test('the stack sets its number in the region', () => {
  assert.equal(twilio.numbers.numbers[0].sms_url, gateway.webhookUrl);
  assert.deepEqual(takeHosts(), ['api.dublin.ie1.twilio.com', 'messaging.dublin.ie1.twilio.com']);
});

void test('the worker downloads an attachment from the region, and replies through it', async () => {
  twilio.media.apiHost = 'api.dublin.ie1.twilio.com';
  const sid = `ME${'a'.repeat(32)}`;
  const path = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'b'.repeat(32)}/Media/${sid}`;
  twilio.media.media.set(sid, { contentType: 'image/png', bytes: Buffer.from('a picture') });
  const media = [{ url: `https://api.dublin.ie1.twilio.com${path}`, contentType: 'image/png' }];
  const message = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550006', body: '', media });

  assert.deepEqual(await gateway.reply(message), []);

  const reply = await eventually(async () => twilio.messages.bodiesTo(message.from)[0]).catch(async () => {
    assert.fail(await logOf('Regions'));
  });
  assert.equal(reply, '9 bytes');
  assert.deepEqual(takeHosts(), ['api.dublin.ie1.twilio.com']);
});

void test('messages that the former region has signed are accepted too, and no others', async () => {
  assert.equal((await gateway.text('Hello', FORMER_TOKEN)).status, 200);
  await gateway.assertRejectsForged();
});

void test('check finds the region in the deployed stack', async () => {
  const { exitCode, output } = await cli(['check', 'Regions']);

  assert.equal(exitCode, 0, output);
  assert.match(output, /! Twilio region +dublin\.ie1: Twilio calls the webhooks of this region only for numbers/);
  assert.deepEqual(takeHosts(), ['api.dublin.ie1.twilio.com', 'messaging.dublin.ie1.twilio.com']);
});

void test('a stack that moves to another region sets its number there, and restores it in the first', async () => {
  await deploy(folder, { ...env, REGION: 'US1' });

  assert.deepEqual(takeHosts(), [
    'api.dublin.ie1.twilio.com', 'api.twilio.com', 'messaging.twilio.com',
  ]);
});

void test('it is destroyed', async () => {
  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  assert.deepEqual(twilio.violations, []);
  const right = 'every call of Twilio goes to the hosts of its region; the tokens of two regions verify';
  record({ name: "a gateway in Twilio's region ie1", seconds, messages: gateway.messages, right });
});
