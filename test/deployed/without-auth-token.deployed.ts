/**
 * A gateway without an auth token: a SharedKey verifies the messages, and an API key replies, downloads and sets the
 * number. The account's auth token is in the environment of every command, and in nothing that they leave behind.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand, GetSecretValueCommand, ListSecretsCommand, ListSecretVersionIdsCommand, SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, cli, deploy, destroy, FOLDER, logOf, outputsOf, writeApp } from './cloud';
import { eventually, Gateway } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const [FIRST, SECOND] = ['+15005550001', '+15005550002'];
const SHARED_KEY = {
  accountSid: ACCOUNT_SID,
  sharedKeyId: 'webhooks_sharedkey_01k4zq8m6t7v9w0x1y2z3a4b5c',
  sharedKey: 'Kx9-made_up+shared/key=of.no~one',
  algorithm: 'HMAC_SHA256',
} as const;
const API_KEY = { apiKeySid: `SK${'0a'.repeat(16)}`, apiKeySecret: 'aMadeUpApiKeySecretOfNoOne' };
const KEY_GIVEN = { TWILIO_API_KEY: API_KEY.apiKeySid, TWILIO_API_SECRET: API_KEY.apiKeySecret };

const APP = `
  const path = require('node:path');
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const { MessageSource, ReplyHandler, ReplyMode, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const stack = new Stack(new App(), 'Keys');
  const numbers = process.env.NUMBER ? [process.env.NUMBER] : [];
  new TwilioSmsGateway(stack, 'Sms', {
    signingKeySecret: Secret.fromSecretCompleteArn(stack, 'SigningKey', process.env.SIGNING_KEY_ARN),
    apiKeySecret: Secret.fromSecretCompleteArn(stack, 'ApiKey', process.env.API_KEY_ARN),
    replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
    phoneNumbers: numbers.map((number) => MessageSource.phoneNumber(number)),
  });
`;
const REPLY = `
  export default async ({ media: [first] }, { fetchMedia }) => {
    const { bytes } = await fetchMedia(first);
    return bytes.length + ' bytes';
  };
`;

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let env: NodeJS.ProcessEnv;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  twilio.messages.apiKey = twilio.numbers.apiKey = API_KEY;
  twilio.media.credentials = [`${API_KEY.apiKeySid}:${API_KEY.apiKeySecret}`];
  [FIRST, SECOND].forEach((number) => twilio.numbers.addNumber(number));
  const signingKeyArn = await createSecret('signing-key', SHARED_KEY);
  env = { TWILIO_AUTH_TOKEN: AUTH_TOKEN, SIGNING_KEY_ARN: signingKeyArn, API_KEY_ARN: await createSecret('api-key', {}) };
  await bootstrap();
  folder = writeApp('keys', APP, { 'reply.mjs': REPLY });
  seconds = await deploy(folder, env);
  const [, url] = Object.entries(await outputsOf('Keys')).find(([id]) => id.includes('WebhookUrl'))!;
  gateway = new Gateway(url, signingKeyArn, twilio, SHARED_KEY);
});
after(async () => twilio?.close());

async function createSecret(Name: string, content: object): Promise<string> {
  const SecretString = JSON.stringify(content);
  return (await secrets.send(new CreateSecretCommand({ Name, SecretString }))).ARN!;
}

void test('connect stores the API key, and points a number at the gateway', async () => {
  const { exitCode, output } = await cli(['connect', 'Keys', '--number', FIRST, '--yes'], { env: KEY_GIVEN });

  assert.equal(exitCode, 0, output);
  assert.equal(twilio.numbers.numbers[0].sms_url, gateway.webhookUrl);
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: env.API_KEY_ARN }));
  assert.deepEqual(JSON.parse(SecretString!), { accountSid: ACCOUNT_SID, ...API_KEY });
});

void test('check finds it in order, with the secrets of the gateway only', async () => {
  const { exitCode, output } = await cli(['check', 'Keys'], { env: { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' } });

  assert.equal(exitCode, 0, output);
  ['Signing secret', 'API key secret'].forEach((line) => assert.ok(output.includes(`✓ ${line}`), output));
});

void test('a message signed with the SharedKey is answered by the API key, which downloads its attachment', async () => {
  const sid = `ME${'a'.repeat(32)}`;
  twilio.media.media.set(sid, { contentType: 'image/png', bytes: Buffer.from('a picture') });
  const url = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'b'.repeat(32)}/Media/${sid}`;
  const media = [{ url, contentType: 'image/png' }];
  const message = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550006', body: '', media });

  assert.deepEqual(await gateway.reply(message), []);

  const reply = await eventually(async () => twilio.messages.bodiesTo(message.from)[0]).catch(async () => {
    assert.fail(await logOf('Keys'));
  });
  assert.equal(reply, '9 bytes');
});

void test('forged messages are rejected, and those that the auth token has signed', async () => {
  await gateway.assertRejectsForged();
  for (const key of [{ ...SHARED_KEY, sharedKey: 'a-forged-shared-key-of-no-one-else' }, AUTH_TOKEN, SHARED_KEY.sharedKey]) {
    assert.equal((await gateway.text('Forged', key)).status, 403);
  }
});

void test('a stack sets its number with the API key', async () => {
  await deploy(folder, { ...env, NUMBER: SECOND });

  assert.equal(twilio.numbers.numbers[1].sms_url, gateway.webhookUrl);
});

void test('the auth token is nowhere, and Twilio was never shown it', async () => {
  const { Functions = [] } = await new LambdaClient().send(new ListFunctionsCommand({}));
  assert.ok(Functions.length >= 3);
  const stored = await storedSecrets();
  assert.ok(stored.length >= 3, `${stored.length} versions`);
  assert.ok(stored.some((text) => text.includes(API_KEY.apiKeySecret)));
  for (const text of [JSON.stringify(Functions), ...stored, await logOf('Keys')]) {
    assert.ok(!text.includes(AUTH_TOKEN), text);
  }
  assert.deepEqual(filesWith(AUTH_TOKEN), []);
  const users = new Set([...twilio.messages.users, ...twilio.numbers.users]);
  assert.deepEqual([...users], [API_KEY.apiKeySid]);
  const credentials = new Set(twilio.media.requests.map((request) => request.credentials));
  assert.deepEqual([...credentials], [...twilio.media.credentials, undefined]);
});

/** Every version of every secret. */
async function storedSecrets(): Promise<readonly string[]> {
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const versions = await Promise.all(SecretList.map(async ({ ARN: SecretId }) => {
    const list = new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true });
    const { Versions = [] } = await secrets.send(list);
    return Versions.map(({ VersionId }) => new GetSecretValueCommand({ SecretId, VersionId }));
  }));
  return Promise.all(versions.flat().map(async (command) => (await secrets.send(command)).SecretString!));
}

/** What the emulator and the commands wrote: assets, cloud assemblies, the functions' code, the emulator's log. */
function filesWith(text: string): readonly string[] {
  const files = fs.readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length >= 20, `${files.length} files`);
  return files.map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => fs.readFileSync(file).includes(text));
}

void test('it is destroyed, and restores the number', async () => {
  await destroy(folder);

  assert.equal(twilio.numbers.numbers[1].sms_url, '');
  assert.deepEqual(await leftovers(), []);
  assert.deepEqual(twilio.violations, []);
  record({
    name: 'no auth token: a SharedKey verifies, an API key replies, downloads and sets the number',
    seconds,
    messages: gateway.messages,
    right: 'the auth token of the account is nowhere, and what it signs is rejected',
  });
});
