/**
 * The auth token is rotated while messages come: the new one is staged (AWSPENDING), Twilio promotes it, the secret
 * follows (AWSCURRENT). Messages that were signed before the promotion are still on their way after it. No forged
 * request comes in the seconds before, since it would delay the new token (docs/verification.md, "What it does not
 * show").
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, bootstrap, destroy, writeApp } from './cloud';
import { type Deployment, deployGateways, type Gateway } from './gateway';
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
let deployment: Deployment;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('rotation', APP);
  deployment = await deployGateways(folder, 'Rotation', twilio);
  [gateway] = deployment.gateways;
  await gateway.fillSecret();
});
after(async () => twilio?.close());

/** Sends messages one after another until it is stopped, each signed with a token that is good at that time. */
class Sender {
  readonly statuses: Record<string, number> = {};
  private isStopped = false;
  private readonly done: Promise<void>;

  constructor(tokens: () => readonly string[], private count = 0) {
    this.done = (async () => {
      for (; !this.isStopped; this.count++) {
        const token = tokens()[this.count % tokens().length];
        const { status } = await gateway.text(`Message ${this.count}`, token);
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
        await sleep(20);
      }
    })();
  }

  async stop(): Promise<Record<string, number>> {
    this.isStopped = true;
    await this.done;
    return this.statuses;
  }
}

void test('no genuine message is rejected, and each forged one is', async () => {
  const SecretId = gateway.secretArn;
  let tokens: readonly string[] = [AUTH_TOKEN];
  const genuine = [new Sender(() => tokens), new Sender(() => tokens, 1)];
  await sleep(2000);

  const ClientRequestToken = randomUUID();
  const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: NEW_TOKEN });
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, VersionStages: ['AWSPENDING'] }));
  await sleep(2000);
  tokens = [AUTH_TOKEN, NEW_TOKEN]; // Twilio has promoted it.
  await sleep(3000);
  const { VersionId } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  await secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: VersionId }));
  await sleep(3000);
  tokens = [NEW_TOKEN];
  await sleep(2000);

  const statuses = await Promise.all(genuine.map(async (sender) => sender.stop()));
  assert.deepEqual(statuses.map((counts) => Object.keys(counts)), [['200'], ['200']], JSON.stringify(statuses));
  await gateway.assertRejectsForged();
  const { VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  assert.ok(VersionIdsToStages![ClientRequestToken].includes('AWSCURRENT'));
  await destroy(folder);
  record({ name: 'rotation of the auth token', deploySeconds: deployment.seconds, messages: gateway.messages, found: 'no genuine message rejected, each forged one' });
});
