/**
 * The echo example from an empty account to an answered message and back: bootstrapped, deployed, connected, texted,
 * checked, disconnected and destroyed, with the CDK CLI and ours as they ship.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, cli, copyExample, destroy, outputsOf, resourcesOf, stacks } from './cloud';
import { deployAll } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';

const NUMBER = '+15005550001';
const OLD_URL = 'https://demo.twilio.com/welcome/sms/reply';

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let webhookUrl: string;
let secretArn: string;
let seconds: number;

before(async () => {
  twilio = await Twilio.start();
  twilio.numbers.addNumber(NUMBER, { sms_url: OLD_URL });
  await bootstrap();
  folder = copyExample('echo');
});
after(async () => twilio?.close());

void test('deploys', async () => {
  seconds = await deployAll(folder);

  const outputs = Object.values(await outputsOf('Echo'));
  webhookUrl = outputs.find((value) => value.startsWith('https://'))!;
  secretArn = outputs.find((value) => value.startsWith('arn:'))!;
  assert.match(webhookUrl, /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/sms/);
  assert.match(secretArn, /^arn:aws:secretsmanager:us-east-1:111122223333:secret:/);
});

void test('answers nothing before it has the auth token', async () => {
  assert.equal((await twilio.text(webhookUrl, 'Hello')).status, 503);

  const { exitCode, output } = await cli(['check', 'Echo']);
  assert.equal(exitCode, 1, output);
});

void test('connect fills the secret and points the number at the gateway', async () => {
  const { exitCode, output } = await cli(['connect', 'Echo', '--yes']);

  assert.equal(exitCode, 0, output);
  assert.equal(twilio.numbers.numbers[0].sms_url, webhookUrl);
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
  assert.deepEqual(JSON.parse(SecretString!), { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
});

void test('answers what Twilio sends, and nothing else', async () => {
  assert.deepEqual(await twilio.text(webhookUrl, 'Hello & "welcome" 😀'), { status: 200, messages: [{ body: 'Hello & "welcome" 😀' }] });
  assert.deepEqual(await twilio.text(webhookUrl, 'Hello', '0'.repeat(32)), { status: 403, messages: [] });
  assert.equal((await fetch(webhookUrl, { method: 'POST', body: new URLSearchParams({ Body: 'Hello' }) })).status, 403);
  assert.equal((await fetch(webhookUrl)).status, 404);
});

void test('text and check find it in order', async () => {
  const text = await cli(['text', 'Hello from the terminal', '--to', 'Echo']);
  assert.equal(text.exitCode, 0, text.output);
  assert.match(text.output, /gateway +Hello from the terminal/);

  const check = await cli(['check', 'Echo']);
  assert.equal(check.exitCode, 0, check.output);
});

void test('disconnect restores the number', async () => {
  const { exitCode, output } = await cli(['disconnect', 'Echo', '--yes']);

  assert.equal(exitCode, 0, output);
  assert.equal(twilio.numbers.numbers[0].sms_url, OLD_URL);
  assert.deepEqual(twilio.violations, []);
});

void test('destroy leaves the secret, and nothing else', async () => {
  const before1 = await resourcesOf('Echo');
  await destroy(folder);

  assert.deepEqual(await stacks(), []);
  assert.ok(Object.keys(before1).length >= 8, JSON.stringify(before1));
  assert.equal((await fetch(webhookUrl, { method: 'POST' })).status, 404);
  assert.equal((await secrets.send(new DescribeSecretCommand({ SecretId: secretArn }))).DeletedDate, undefined);
  record({ name: 'examples/echo', deploySeconds: seconds, messages: 6, found: '`connect`, `check`, `text`, `disconnect`, `destroy`; forged and unsigned requests are rejected' });
});
