/**
 * The life of the numbers that a stack points at its gateway: added, changed, removed and deleted, by the custom
 * resource of the deployed stack. A number gets back what it had before, and what is somebody else's stays.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, deploy, destroy, writeApp } from './cloud';
import { type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';

const [FIRST, SECOND, THIRD] = ['+15005550001', '+15005550002', '+15005550003'];
const FALLBACK_URL = 'https://spare.example.com/sms';
const FOREIGN = { sms_url: 'https://me:hush@old.example.com/sms?key=hush', sms_method: 'GET' };

const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const { MessageSource, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const { numbers, ...options } = JSON.parse(process.env.PHONE_NUMBERS);
  const stack = new Stack(new App(), 'Numbers');
  new TwilioSmsGateway(stack, 'Sms', {
    authTokenSecret: Secret.fromSecretCompleteArn(stack, 'AuthToken', process.env.SECRET_ARN),
    phoneNumbers: numbers.map((number) => MessageSource.phoneNumber(number, options)),
  });
`;

const secrets = new SecretsManagerClient();
const ssm = new SSMClient();
let twilio: Twilio;
let folder: string;
let secretArn: string;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  [FIRST, SECOND].forEach((number) => twilio.numbers.addNumber(number));
  twilio.numbers.addNumber(THIRD, FOREIGN);
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  secretArn = (await secrets.send(new CreateSecretCommand({ Name: 'twilio', SecretString }))).ARN!;
  await bootstrap();
  folder = writeApp('numbers', APP);
});
after(async () => twilio?.close());

interface Version {
  readonly numbers: readonly string[];
  readonly overwrite?: boolean;
  readonly fallbackUrl?: string;
}

async function deployVersion(version: Version): Promise<number> {
  return deploy(folder, { SECRET_ARN: secretArn, PHONE_NUMBERS: JSON.stringify(version) });
}

const urls = () => twilio.numbers.numbers.map(({ sms_url: url }) => url);

/** How many numbers have their previous settings in Parameter Store. */
async function previousSettings(): Promise<number> {
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
  return Parameters.filter(({ Name }) => Name!.startsWith('/cdk-twilio-sms-gateway/')).length;
}

void test('a number is added, and the gateway answers', async () => {
  seconds = await deployVersion({ numbers: [FIRST] });
  [gateway] = await gatewaysOf('Numbers', twilio);

  assert.deepEqual(urls(), [gateway.webhookUrl, '', FOREIGN.sms_url]);
  assert.equal(await previousSettings(), 1);
  assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
});

void test('a setting is changed and a second number is added', async () => {
  await deployVersion({ numbers: [FIRST, SECOND], fallbackUrl: FALLBACK_URL });

  assert.deepEqual(urls(), [gateway.webhookUrl, gateway.webhookUrl, FOREIGN.sms_url]);
  const fallbackUrls = twilio.numbers.numbers.map(({ sms_fallback_url: url }) => url);
  assert.deepEqual(fallbackUrls, [FALLBACK_URL, FALLBACK_URL, '']);
});

void test('a number is removed, and has back what it had', async () => {
  await deployVersion({ numbers: [SECOND] });

  assert.deepEqual(urls(), ['', gateway.webhookUrl, FOREIGN.sms_url]);
  assert.equal(twilio.numbers.numbers[0].sms_fallback_url, '');
  assert.equal(await previousSettings(), 1);
});

void test('the webhook of something else is not replaced: the deployment fails and is rolled back', async () => {
  await assert.rejects(deployVersion({ numbers: [SECOND, THIRD] }), /overwrite/i);

  assert.deepEqual(urls(), ['', gateway.webhookUrl, FOREIGN.sms_url]);
  assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
});

void test('it is replaced where the stack says so, and restored when its number is removed', async () => {
  await deployVersion({ numbers: [FIRST, SECOND, THIRD], overwrite: true });
  assert.deepEqual(urls(), Array(3).fill(gateway.webhookUrl));

  await deployVersion({ numbers: [FIRST, SECOND], overwrite: true });
  const { sms_url, sms_method } = twilio.numbers.numbers[2];
  assert.deepEqual({ sms_url, sms_method }, FOREIGN);
});

void test('with the stack all are deleted: what somebody changed in the meantime stays, and the secret', async () => {
  twilio.numbers.numbers[0].sms_url = 'https://theirs.example.com/sms';

  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  assert.deepEqual(urls(), ['https://theirs.example.com/sms', '', FOREIGN.sms_url]);
  assert.equal(await previousSettings(), 0);
  assert.ok((await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString);
  assert.deepEqual(twilio.violations, []);
  record({
    name: '`phoneNumbers`: added, changed, rejected, overwritten, removed, deleted',
    seconds,
    messages: gateway.messages,
    right: 'each number has the gateway, or what it had before',
  });
});
