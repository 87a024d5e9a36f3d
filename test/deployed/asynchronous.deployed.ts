/**
 * The asynchronous mode: handlers that fail and crash, and a Twilio that throttles and rejects. Each message has to be
 * answered once, or to end in the dead-letter queue with the reason.
 *
 * Shortened by hand after the deployment, for the test's time: the queue's visibility timeout, after which SQS hands a
 * message of a crashed worker to another one.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_SID, bootstrap, destroy, FOLDER, logOf, resourceOf, stacks, writeApp } from './cloud';
import { type Deployment, deployGateways, eventually, type Gateway } from './gateway';
import { isEmpty, receive, sqs } from './queues';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';
import { FAULTS } from '../support/twilio-api-server';

const ATTEMPTS = path.join(FOLDER, 'attempts');

const APP = `
  const path = require('node:path');
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const stack = new Stack(new App(), 'Asynchronous');
  new TwilioSmsGateway(stack, 'Sms', {
    replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ acknowledgement: 'One moment', timeout: Duration.seconds(10) }),
    errorReply: 'Sorry',
    environment: { ATTEMPTS: ${JSON.stringify(ATTEMPTS)} },
  });
`;

/** Counts its attempts in a file for each message, since a crash ends the process. */
const REPLY = `
  import { appendFileSync, statSync } from 'node:fs';

  export default async ({ messageSid, body }) => {
    const file = process.env.ATTEMPTS + '/' + messageSid;
    appendFileSync(file, '.');
    const isFirst = statSync(file).size === 1;
    if (body === 'throw' && isFirst) throw new Error('The model is overloaded');
    if (body === 'crash' && isFirst) process.exit(1);
    return 'Re: ' + body;
  };
`;

/** What happens to a message, and how often its handler runs. */
const CASES = [
  { name: 'plain', from: '+15005550010', attempts: 1 },
  { name: 'throw', from: '+15005550011', attempts: 2 },
  { name: 'crash', from: '+15005550012', attempts: 2 },
  { name: 'throttled by Twilio', from: '+15005550013', attempts: 1 },
  { name: 'Twilio is unavailable', from: '+15005550014', attempts: 1 },
];
const REJECTED = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550015', body: 'rejected by Twilio' });

let twilio: Twilio;
let folder: string;
let deployment: Deployment;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  fs.mkdirSync(ATTEMPTS);
  await bootstrap();
  folder = writeApp('asynchronous', APP, { 'reply.mjs': REPLY });
  deployment = await deployGateways(folder, 'Asynchronous', twilio);
  [gateway] = deployment.gateways;
  await gateway.fillSecret();
  await sqs.send(new SetQueueAttributesCommand({
    QueueUrl: await resourceOf('Asynchronous', 'AWS::SQS::Queue', 'SmsWorkerQueue'), Attributes: { VisibilityTimeout: '12' },
  }));
});
after(async () => twilio?.close());

void test('each message is answered once, whatever fails', async () => {
  const failed = new Set<string>();
  const failFirst = (to: string, fault: object) => failed.has(to) ? undefined : (failed.add(to), fault as never);
  twilio.messages.faultFor = (form) => {
    const to = form.get('To')!;
    if (to === CASES[3].from) return failFirst(to, FAULTS.tooMany);
    if (to === CASES[4].from) return failFirst(to, FAULTS.unavailable);
    return to === REJECTED.from ? FAULTS.invalidNumber : undefined;
  };
  const messages = CASES.map(({ name, from }) => inboundMessage({ accountSid: ACCOUNT_SID, from, body: name }));

  const acknowledgements = await Promise.all([...messages, REJECTED].map(async (message) => gateway.reply(message)));

  assert.deepEqual(acknowledgements, [...messages, REJECTED].map(() => ['One moment']));
  const replies = () => CASES.map(({ from }) => twilio.messages.bodiesTo(from));
  const isAnswered = async () => replies().every(({ length }) => length > 0) || undefined;
  await eventually(isAnswered, 60).catch(async (error: Error) => {
    console.log(await logOf('Asynchronous'));
    throw new Error(`${error.message} ${JSON.stringify(replies())}`);
  });
  assert.deepEqual(replies(), CASES.map(({ name }) => [`Re: ${name}`]));
  assert.deepEqual(
    messages.map(({ messageSid }) => fs.statSync(path.join(ATTEMPTS, messageSid)).size),
    CASES.map(({ attempts }) => attempts),
  );
});

void test('what Twilio rejects is in the dead-letter queue at once, with the reason', async () => {
  const deadLetters = await resourceOf('Asynchronous', 'AWS::SQS::Queue', 'SmsWorkerDeadLetterQueue');
  const { Body, MessageAttributes } = await receive(deadLetters);

  assert.deepEqual(JSON.parse(Body!), JSON.parse(JSON.stringify(REJECTED)));
  assert.equal(MessageAttributes!.Reason.StringValue, 'twilio_rejected');
  // Not even an error reply, which Twilio would reject, too
  assert.deepEqual(twilio.messages.bodiesTo(REJECTED.from), []);
  assert.ok(await isEmpty(deadLetters));
});

void test('is destroyed with its queues', async () => {
  await destroy(folder);

  assert.deepEqual(await stacks(), []);
  record({
    name: 'asynchronous: handlers that throw and crash, Twilio throttles, is unavailable, rejects',
    deploySeconds: deployment.seconds,
    messages: gateway.messages,
    found: 'each answered once, or a dead letter with its reason',
  });
});
