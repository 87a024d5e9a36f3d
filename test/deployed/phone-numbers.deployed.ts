/**
 * The life of the numbers that a stack points at its gateway: created, changed, removed and deleted, by the custom
 * resource of the deployed stack. What a number had before comes back, and what is somebody else's stays.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, deploy, destroy, stacks, writeApp } from './cloud';
import { type Deployment, deployGateways, type Gateway } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';

const NUMBERS = ['+15005550001', '+15005550002', '+15005550003'];
const FOREIGN = { sms_url: 'https://me:hush@old.example.com/sms?key=hush', sms_method: 'GET' };
const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const { MessageSource, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const { SECRET_ARN, NUMBERS, OVERWRITE, FALLBACK } = process.env;
  const stack = new Stack(new App(), 'Numbers');
  new TwilioSmsGateway(stack, 'Sms', {
    authTokenSecret: Secret.fromSecretCompleteArn(stack, 'AuthToken', SECRET_ARN),
    phoneNumbers: NUMBERS.split(',').filter((number) => number !== '').map((number) => MessageSource.phoneNumber(number, {
      overwrite: OVERWRITE === 'true',
      fallbackUrl: FALLBACK || undefined,
    })),
  });
`;

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let secretArn: string;
let deployment: Deployment;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  NUMBERS.forEach((number, index) => twilio.numbers.addNumber(number, index === 2 ? FOREIGN : {}));
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  secretArn = (await secrets.send(new CreateSecretCommand({ Name: 'twilio', SecretString }))).ARN!;
  await bootstrap();
  folder = writeApp('numbers', APP);
});
after(async () => twilio?.close());

const urls = () => twilio.numbers.numbers.map(({ sms_url }) => sms_url);

function version(numbers: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  Object.assign(process.env, { SECRET_ARN: secretArn, NUMBERS: numbers.join(), OVERWRITE: 'false', FALLBACK: '', ...env });
}

async function parameters(): Promise<number> {
  return (await new SSMClient().send(new DescribeParametersCommand({}))).Parameters!.filter(({ Name }) => Name!.startsWith('/cdk-twilio-sms-gateway/')).length;
}

void test('created: the number points at the gateway, which answers', async () => {
  version([NUMBERS[0]]);
  deployment = await deployGateways(folder, 'Numbers', twilio);
  [gateway] = deployment.gateways;

  assert.deepEqual(urls(), [gateway.webhookUrl, '', FOREIGN.sms_url]);
  assert.equal(await parameters(), 1);
  assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
});

void test('changed: another setting and a second number; then the first one is removed, and gets back what it had', async () => {
  version([NUMBERS[0], NUMBERS[1]], { FALLBACK: 'https://spare.example.com/sms' });
  await deploy(folder);
  assert.deepEqual(urls(), [gateway.webhookUrl, gateway.webhookUrl, FOREIGN.sms_url]);
  assert.equal(twilio.numbers.numbers[0].sms_fallback_url, 'https://spare.example.com/sms');

  version([NUMBERS[1]]);
  await deploy(folder);
  assert.deepEqual(urls(), ['', gateway.webhookUrl, FOREIGN.sms_url]);
  assert.equal(twilio.numbers.numbers[0].sms_fallback_url, '');
});

void test('the webhook of something else is not replaced: the deployment fails, and is rolled back', async () => {
  version([NUMBERS[1], NUMBERS[2]]);

  await assert.rejects(deploy(folder), /already has a webhook|overwrite/i);

  assert.deepEqual(urls(), ['', gateway.webhookUrl, FOREIGN.sms_url]);
  assert.deepEqual(await gateway.reply('Hello'), ['Hello']);
});

void test('unless the stack says so; removed, it has back what it had', async () => {
  version(NUMBERS, { OVERWRITE: 'true' });
  await deploy(folder);
  assert.deepEqual(urls(), Array(3).fill(gateway.webhookUrl));

  version([NUMBERS[0], NUMBERS[1]], { OVERWRITE: 'true' });
  await deploy(folder);
  const { sms_url, sms_method } = twilio.numbers.numbers[2];
  assert.deepEqual({ sms_url, sms_method }, FOREIGN);
  assert.equal(await parameters(), 2);
});

void test('deleted with the stack: what somebody has changed meanwhile stays, and so does the secret', async () => {
  twilio.numbers.numbers[0].sms_url = 'https://theirs.example.com/sms';

  await destroy(folder);

  assert.deepEqual(await stacks(), []);
  assert.deepEqual(urls(), ['https://theirs.example.com/sms', '', FOREIGN.sms_url]);
  assert.equal(await parameters(), 0);
  assert.ok((await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString);
  assert.deepEqual(twilio.violations, []);
  record({
    name: '`phoneNumbers`: created, changed, rejected, overwritten, removed, deleted', deploySeconds: deployment.seconds, messages: gateway.messages, found: 'each number has what it should have',
  });
});
