/**
 * The auth token is rotated while messages come: the new one is staged (AWSPENDING), Twilio promotes it, and the secret
 * follows (AWSCURRENT). Messages that were signed before the promotion arrive after it, too. A forged request comes
 * right before the new token is staged, and another right before its promotion. Neither may delay the new token.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, deploy, destroy, writeApp } from './cloud';
import { type Gateway, gatewaysOf } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';

const NEW_TOKEN = 'beef0000beef0000beef0000beef0000';
const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  new TwilioSmsGateway(new Stack(new App(), 'Rotation'), 'Sms');
`;

const secrets = new SecretsManagerClient();
let twilio: Twilio;
let folder: string;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('rotation', APP);
  seconds = await deploy(folder);
  [gateway] = await gatewaysOf('Rotation', twilio);
  await gateway.fillSecret();
});
after(async () => twilio?.close());

/** Sends messages one after another until it is stopped, each signed with a token that is good at that time. */
class Sender {
  readonly statuses: number[] = [];
  private isStopped = false;
  private readonly done: Promise<void>;

  constructor(tokens: () => readonly string[]) {
    this.done = (async () => {
      for (let count = 0; !this.isStopped; count++) {
        const token = tokens()[count % tokens().length];
        this.statuses.push((await gateway.text(`Message ${count}`, token)).status);
        await sleep(20);
      }
    })();
  }

  async stop(): Promise<readonly number[]> {
    this.isStopped = true;
    await this.done;
    return this.statuses;
  }
}

/** Stages the new token, as Secrets Manager does. Returns the id of its version. */
async function stage(SecretId: string): Promise<string> {
  const ClientRequestToken = randomUUID();
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: NEW_TOKEN });
  const VersionStages = ['AWSPENDING'];
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, VersionStages }));
  return ClientRequestToken;
}

async function makeCurrent(SecretId: string, MoveToVersionId: string): Promise<void> {
  const { VersionId: RemoveFromVersionId } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId };
  await secrets.send(new UpdateSecretVersionStageCommand(move));
}

void test('no genuine message is rejected, and each forged one is', async () => {
  let tokens: readonly string[] = [AUTH_TOKEN];
  const senders = [new Sender(() => tokens), new Sender(() => tokens)];
  await sleep(2000);
  await gateway.assertRejectsForged();
  const versionId = await stage(gateway.secretArn);
  await sleep(2000);
  await gateway.assertRejectsForged();
  tokens = [AUTH_TOKEN, NEW_TOKEN]; // Twilio has promoted it.
  await sleep(3000);
  await makeCurrent(gateway.secretArn, versionId);
  await sleep(3000);
  tokens = [NEW_TOKEN];
  await sleep(2000);

  const statuses = (await Promise.all(senders.map(async (sender) => sender.stop()))).flat();
  assert.deepEqual(statuses.filter((status) => status !== 200), []);
  assert.ok(statuses.length >= 50, `${statuses.length} messages`);
  await gateway.assertRejectsForged();
  await destroy(folder);
  const right = 'no genuine message is rejected';
  record({ name: 'the auth token is rotated while messages come', seconds, messages: gateway.messages, right });
});
