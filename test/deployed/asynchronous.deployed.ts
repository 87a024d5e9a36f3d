/**
 * The asynchronous mode: handlers that fail and crash, and a Twilio that throttles and rejects. Each message has to be
 * answered once, or to end in the dead-letter queue with the reason.
 *
 * The test shortens the queue's visibility timeout after the deployment: SQS gives a message of a crashed worker to
 * another one only after that time.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_SID, bootstrap, deploy, destroy, FOLDER, logOf, resourceOf, writeApp } from './cloud';
import { eventually, type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { isEmpty, receive, sqs } from './queues';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';
import { FAULTS, type TwilioFault } from '../support/twilio-api-server';

const ATTEMPTS = path.join(FOLDER, 'attempts');
const VISIBILITY_SECONDS = 12;

const APP = `
  const path = require('node:path');
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const stack = new Stack(new App(), 'Asynchronous');
  new TwilioSmsGateway(stack, 'Sms', {
    replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ acknowledgement: 'One moment', timeout: Duration.seconds(10) }),
    environment: { ATTEMPTS: ${JSON.stringify(ATTEMPTS)} },
  });
`;

/** Counts the attempts at a message in a file, since a crash ends the process. */
const REPLY = `
  import { appendFileSync, statSync } from 'node:fs';

  export default async ({ messageSid, body }) => {
    const file = process.env.ATTEMPTS + '/' + messageSid;
    appendFileSync(file, '.');
    const isFirst = statSync(file).size === 1;
    if (body === 'throws' && isFirst) throw new Error('The model is overloaded');
    if (body === 'crashes' && isFirst) process.exit(1);
    return 'Re: ' + body;
  };
`;

interface Case {
  /** The body of the message, which tells the handler what to do. */
  readonly body: string;
  readonly from: string;
  /** What goes wrong at Twilio when the first reply is sent. */
  readonly fault?: TwilioFault;
  /** How often the handler runs. */
  readonly attempts: number;
}

const CASES: readonly Case[] = [
  { body: 'answers', from: '+15005550010', attempts: 1 },
  { body: 'throws', from: '+15005550011', attempts: 2 },
  { body: 'crashes', from: '+15005550012', attempts: 2 },
  { body: 'throttled', from: '+15005550013', attempts: 1, fault: FAULTS.tooMany },
  { body: 'unavailable', from: '+15005550014', attempts: 1, fault: FAULTS.unavailable },
];
const REJECTED = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550015', body: 'rejected' });

let twilio: Twilio;
let folder: string;
let seconds: number;
let gateway: Gateway;

before(async () => {
  twilio = await Twilio.start();
  fs.mkdirSync(ATTEMPTS);
  await bootstrap();
  folder = writeApp('asynchronous', APP, { 'reply.mjs': REPLY });
  seconds = await deploy(folder);
  [gateway] = await gatewaysOf('Asynchronous', twilio);
  await gateway.fillSecret();
  const QueueUrl = await resourceOf('Asynchronous', 'AWS::SQS::Queue', 'SmsWorkerQueue');
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
});
after(async () => twilio?.close());

void test('each message is answered once, whatever fails', async () => {
  const faults = new Map(CASES.map(({ from, fault }) => [from, fault]));
  twilio.messages.faultFor = (form) => {
    const to = form.get('To')!;
    const fault = to === REJECTED.from ? FAULTS.invalidNumber : faults.get(to);
    faults.delete(to);
    return fault;
  };
  const messages = CASES.map(({ from, body }) => inboundMessage({ accountSid: ACCOUNT_SID, from, body }));

  const acknowledgements = await Promise.all([...messages, REJECTED].map(async (message) => gateway.reply(message)));

  assert.deepEqual(acknowledgements.flat(), Array(CASES.length + 1).fill('One moment'));
  const replies = () => CASES.map(({ from }) => twilio.messages.bodiesTo(from));
  await eventually(async () => replies().every(({ length }) => length > 0) || undefined, 60).catch(async () => {
    assert.fail(`${JSON.stringify(replies())}\n${await logOf('Asynchronous')}`);
  });
  assert.deepEqual(replies(), CASES.map(({ body }) => [`Re: ${body}`]));
  const attempts = messages.map(({ messageSid }) => fs.statSync(path.join(ATTEMPTS, messageSid)).size);
  assert.deepEqual(attempts, CASES.map((one) => one.attempts));
});

void test('what Twilio rejects for good is in the dead-letter queue, with the reason', async () => {
  const deadLetters = await resourceOf('Asynchronous', 'AWS::SQS::Queue', 'SmsWorkerDeadLetterQueue');
  const { Body, MessageAttributes } = await receive(deadLetters);

  assert.deepEqual(JSON.parse(Body!), JSON.parse(JSON.stringify(REJECTED)));
  assert.equal(MessageAttributes!.Reason.StringValue, 'twilio_rejected');
  assert.deepEqual(twilio.messages.bodiesTo(REJECTED.from), []);
  assert.ok(await isEmpty(deadLetters));
});

void test('it is destroyed with its queues', async () => {
  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
  record({
    name: 'asynchronous mode; handlers throw and crash, Twilio throttles, is unavailable and rejects',
    seconds,
    messages: gateway.messages,
    right: 'each message is answered once, or is a dead letter with its reason',
  });
});
