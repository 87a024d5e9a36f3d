/**
 * The echo example from an empty account to an answered message and back: bootstrapped, deployed, connected, texted,
 * checked, disconnected and destroyed, with the CDK CLI and ours as they ship.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, cli, copyExample, deploy, destroy, resourcesOf } from './cloud';
import { type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';

const NUMBER = '+15005550001';
const OLD_URL = 'https://demo.twilio.com/welcome/sms/reply';
const BODY = 'Hello & "welcome" 😀';

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  twilio.numbers.addNumber(NUMBER, { sms_url: OLD_URL });
  await bootstrap();
  folder = copyExample('echo');
});
after(async () => twilio?.close());

void test('it deploys, with the URL and the ARN as outputs', async () => {
  seconds = await deploy(folder);

  [gateway] = await gatewaysOf('Echo', twilio);
  assert.match(gateway.webhookUrl, /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/sms$/);
  assert.match(gateway.secretArn, /^arn:aws:secretsmanager:us-east-1:111122223333:secret:/);
});

void test('it answers nothing before it has the auth token, and check says so', async () => {
  assert.equal((await gateway.text('Hello')).status, 503);

  const { exitCode, output } = await cli(['check', 'Echo']);
  assert.equal(exitCode, 1, output);
  assert.match(output, /✗ Secret/);
});

void test('connect fills the secret and points the number at the gateway', async () => {
  const { exitCode, output } = await cli(['connect', 'Echo', '--yes']);

  assert.equal(exitCode, 0, output);
  assert.equal(twilio.numbers.numbers[0].sms_url, gateway.webhookUrl);
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: gateway.secretArn }));
  assert.deepEqual(JSON.parse(SecretString!), { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
});

void test('it answers what Twilio sends, and nothing else', async () => {
  assert.deepEqual(await gateway.reply(BODY), [BODY]);
  await gateway.assertRejectsForged();
  const unsigned = { method: 'POST', body: new URLSearchParams({ Body: 'Hello' }) };
  assert.equal((await fetch(gateway.webhookUrl, unsigned)).status, 403);
  assert.equal((await fetch(gateway.webhookUrl)).status, 404);
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
  assert.ok(Object.keys(await resourcesOf('Echo')).length >= 8);

  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  assert.equal((await fetch(gateway.webhookUrl, { method: 'POST' })).status, 404);
  const secret = await secrets.send(new DescribeSecretCommand({ SecretId: gateway.secretArn }));
  assert.equal(secret.DeletedDate, undefined);
  record({
    name: 'examples/echo',
    seconds,
    messages: gateway.messages,
    right: '`check`, `connect`, `text`, `disconnect` and `destroy`; forged and unsigned requests are rejected',
  });
});
