/**
 * Deduplication: copies of one message at once, as Twilio's retries may come, and one more later. The handler runs
 * once.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ACCOUNT_SID, bootstrap, destroy, FOLDER, resourceOf, stacks, writeApp } from './cloud';
import { type Deployment, deployGateways, type Gateway } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const COPIES = 50;
const STEP = 5;
const RUNS = path.join(FOLDER, 'runs');
const APP = `
  const path = require('node:path');
  const { App, Stack } = require('aws-cdk-lib');
  const { ReplyHandler, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  new TwilioSmsGateway(new Stack(new App(), 'Deduplication'), 'Sms', {
    replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs')),
    deduplication: {},
    environment: { RUNS: ${JSON.stringify(RUNS)} },
  });
`;
const REPLY = `
  import { appendFileSync } from 'node:fs';

  export default async ({ body }) => {
    appendFileSync(process.env.RUNS, body + '\\n');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return 'Run ' + Math.random();
  };
`;

let twilio: Twilio;
let folder: string;
let deployment: Deployment;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('deduplication', APP, { 'reply.mjs': REPLY });
  deployment = await deployGateways(folder, 'Deduplication', twilio);
  [gateway] = deployment.gateways;
  await gateway.fillSecret();
  await warmUp();
});
after(async () => twilio?.close());

/**
 * Has enough of the functions' processes started, a few at a time: at once they would take longer here than the
 * functions wait for AWS.
 */
async function warmUp(): Promise<void> {
  for (let running = STEP; running < COPIES + STEP; running += STEP) {
    await Promise.all(Array.from({ length: running }, async () => gateway.reply('warm')));
  }
  fs.rmSync(RUNS);
}

void test(`${COPIES} copies at once and one later are answered alike, and the handler runs once`, async () => {
  const copy = inboundMessage({ accountSid: ACCOUNT_SID, body: 'once' });
  const replies = await Promise.all(Array.from({ length: COPIES }, async () => gateway.reply(copy)));
  replies.push(await gateway.reply(copy));

  assert.match(replies[0][0]!, /^Run 0\.\d+$/);
  assert.equal(new Set(replies.map(String)).size, 1);
  assert.equal(fs.readFileSync(RUNS, 'utf8'), 'once\n');
});

void test('another message is none of them', async () => {
  await gateway.reply('twice');
  await gateway.reply('twice');

  assert.equal(fs.readFileSync(RUNS, 'utf8'), 'once\ntwice\ntwice\n');
});

void test('is destroyed, and the table with the replies stays', async () => {
  const table = await resourceOf('Deduplication', 'AWS::DynamoDB::Table', 'Sms');
  await destroy(folder);

  assert.deepEqual(await stacks(), []);
  const { TableNames } = await new DynamoDBClient().send(new ListTablesCommand({}));
  assert.deepEqual(TableNames, [table]);
  record({ name: `deduplication: ${COPIES} copies at once`, deploySeconds: deployment.seconds, messages: gateway.messages, found: 'one reply, one run of the handler' });
});
