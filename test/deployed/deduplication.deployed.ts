/** Many copies of one message come at once, and one more later. With deduplication the handler runs once. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ACCOUNT_SID, bootstrap, deploy, destroy, FOLDER, resourceOf, writeApp } from './cloud';
import { type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';

const COPIES = 50;
/** How many processes of the function are started at once. */
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
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('deduplication', APP, { 'reply.mjs': REPLY });
  seconds = await deploy(folder);
  [gateway] = await gatewaysOf('Deduplication', twilio);
  await gateway.fillSecret();
  await startProcesses();
});
after(async () => twilio?.close());

/** All at once they would need more time to start here than the function waits for AWS. */
async function startProcesses(): Promise<void> {
  for (let count = STEP; count <= COPIES; count += STEP) {
    await Promise.all(Array.from({ length: count }, async () => gateway.reply('warm up')));
  }
  fs.rmSync(RUNS);
}

void test(`${COPIES} copies at once and one later get the same reply, and the handler runs once`, async () => {
  const message = inboundMessage({ accountSid: ACCOUNT_SID, body: 'once' });

  const replies = await Promise.all(Array.from({ length: COPIES }, async () => gateway.reply(message)));
  replies.push(await gateway.reply(message));

  assert.match(replies[0][0]!, /^Run 0\.\d+$/);
  assert.deepEqual(replies, Array(COPIES + 1).fill(replies[0]));
  assert.equal(fs.readFileSync(RUNS, 'utf8'), 'once\n');
});

void test('two messages with the same text are two', async () => {
  await gateway.reply('twice');
  await gateway.reply('twice');

  assert.equal(fs.readFileSync(RUNS, 'utf8'), 'once\ntwice\ntwice\n');
});

void test('it is destroyed, and the table with the replies stays', async () => {
  const table = await resourceOf('Deduplication', 'AWS::DynamoDB::Table', 'Sms');

  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  const { TableNames } = await new DynamoDBClient().send(new ListTablesCommand({}));
  assert.deepEqual(TableNames, [table]);
  const name = `deduplication: ${COPIES} copies at once and one later`;
  record({ name, seconds, messages: gateway.messages, right: 'one reply, one run of the handler' });
});
