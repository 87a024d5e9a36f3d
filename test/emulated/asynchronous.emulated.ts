/**
 * The asynchronous mode as it is deployed: the synthesized assets of webhook and worker in processes of their own, a
 * FIFO queue, its dead-letter queue and the secret in moto, Twilio's REST API by a strict server. moto has no poller,
 * so one is here: Lambda's, one message an invocation. Processes really crash, hang and are ended.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, type Message, ReceiveMessageCommand,
  SendMessageCommand, SQSClient,
} from '@aws-sdk/client-sqs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ReplyHandler, ReplyMode, TwilioSmsGateway } from '../../src';
import { readCloudAssembly } from '../../src/local/assembly/cloud-assembly';
import { findFunction } from '../../src/local/assembly/function-definition';
import { findGateways } from '../../src/local/assembly/gateway-definition';
import { findQueueFunction } from '../../src/local/emulators/queue-reader';
import { GatewayEvents } from '../../src/local/events/gateway-events';
import { functionEnvironment } from '../../src/local/function/function-environment';
import { FunctionPool } from '../../src/local/function/function-pool';
import { functionRuntime } from '../../src/local/function/function-runtime';
import { TARGET_ENV } from '../../src/shared/env';
import { requestEvent } from '../../src/testing/request-event';
import { AUTH_TOKEN, signedRequest } from '../../src/testing/signed-request';
import { chaosTexts, judge, misbehave } from '../support/chaos';
import { ACCOUNT_SID } from '../support/messages';
import { fromRoot } from '../support/paths';
import { TwilioApiServer } from '../support/twilio-api-server';

const SEED = process.env.CHAOS_SEED ?? '1';
const [SENDERS, EACH] = (process.env.CHAOS_TEXTS ?? '50x20').split('x').map(Number);
const MAX_ATTEMPTS = 5;
/** Less than can be deployed, so that a worker that hangs is not waited for as long. */
const WORKER_SECONDS = 6;
/** Longer than a worker may take to start and to run. */
const VISIBILITY_SECONDS = 30;
const WORKERS = 12;

/** Counts its attempts in files: what happens to a text does not depend on which of two workers is faster. */
const REPLY = (folder: string) => `
import { createHash } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';

export default async ({ messageSid, body }, { signal }) => {
  const file = ${JSON.stringify(`${folder}/`)} + messageSid;
  appendFileSync(file, '.');
  const chance = createHash('sha256').update(${JSON.stringify(SEED)} + messageSid + statSync(file).size).digest().readUInt32BE() / 2 ** 32;
  const hopeless = createHash('sha256').update(${JSON.stringify(SEED)} + messageSid).digest().readUInt32BE() / 2 ** 32 < 0.005;
  if (chance < 0.05 || hopeless) process.exit(1);
  if (chance < 0.055) for (;;);
  if (chance < 0.06) await new Promise(() => {});
  if (chance < 0.10) throw new Error('The model is overloaded');
  return body;
};`;

const sqs = new SQSClient();
const cleanups: Array<() => unknown> = [];
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'asynchronous-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function createQueue(attributes: Record<string, string> = {}): Promise<{ url: string; arn: string }> {
  const { QueueUrl: url } = await sqs.send(new CreateQueueCommand({ QueueName: `${randomUUID()}.fifo`, Attributes: { FifoQueue: 'true', ...attributes } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  return { url: url!, arn: Attributes!.QueueArn! };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Two deletions at once: moto 5.2.5 undoes one of them (`Queue.delete_message`), and the message comes again after its
 * successors.
 */
async function oneAtATime<T>(call: () => Promise<T>): Promise<T> {
  const result = last.then(call);
  last = result.catch(() => undefined);
  return result;
}

async function receive(url: string): Promise<Message | undefined> {
  const { Messages } = await oneAtATime(async () => sqs.send(new ReceiveMessageCommand({
    QueueUrl: url, MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
  })));
  return Messages?.[0];
}

async function remove(url: string, { ReceiptHandle }: Message): Promise<void> {
  await oneAtATime(async () => sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle })));
}

/** The two functions, with moto's queues and secret instead of the template's. */
async function deploy(twilioUrl: string) {
  const deadLetters = await createQueue();
  const queue = await createQueue({
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: MAX_ATTEMPTS + 1 }),
  });
  const { ARN: secretArn } = await new SecretsManagerClient().send(new CreateSecretCommand({
    Name: randomUUID(),
    SecretString: AUTH_TOKEN,
  }));

  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'reply.mjs'), REPLY(folder));
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  new TwilioSmsGateway(stack, 'Sms', {
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
  });
  const assembly = readCloudAssembly((stack.node.root as App).synth().directory);
  const [webhook] = findGateways(assembly);
  const worker = findFunction(assembly, findQueueFunction(assembly, webhook.environment[TARGET_ENV])!.functionArn);

  const log: string[] = [];
  const run = (definition: typeof worker, processes: number, environment: Record<string, string>) => {
    const pool = new FunctionPool({
      ...functionRuntime(definition.runtime, fromRoot('assets/cli')),
      environment: {
        ...functionEnvironment(definition, { endpoint: process.env.AWS_ENDPOINT_URL!, accessKeyId: 'emulated', twilioUrl }),
        TWILIO_GATEWAY_SECRET_ARN: secretArn!,
        TWILIO_GATEWAY_SCHEME: 'https',
        ...environment,
      },
      timeoutSeconds: Math.min(definition.timeoutSeconds, WORKER_SECONDS),
      events: new GatewayEvents().on('log', ({ text }) => log.push(text)),
    }, processes);
    cleanups.push(async () => pool.close());
    return async (event: unknown) => pool.invoke(randomUUID(), event);
  };
  return {
    queue,
    deadLetters,
    log,
    webhook: run(webhook, 4, { [TARGET_ENV]: queue.url }),
    worker: run(worker, WORKERS, {
      TWILIO_GATEWAY_QUEUE_URL: queue.url,
      TWILIO_GATEWAY_DEAD_LETTER_QUEUE_URL: deadLetters.url,
    }),
  };
}

void test('moto keeps the rules of a FIFO queue that the mode rests on', async () => {
  const { url } = await createQueue({ VisibilityTimeout: '1' });
  const send = async (MessageBody: string, MessageGroupId: string, id: string = randomUUID()) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, MessageGroupId, MessageDeduplicationId: id }));
  for (const [body, group] of [['1a', 'a'], ['2a', 'a'], ['1b', 'b']]) await send(body, group);
  const [first, second, none] = [await receive(url), await receive(url), await receive(url)];

  assert.deepEqual([first?.Body, second?.Body, none], ['1a', '1b', undefined]); // one in flight a group
  await remove(url, second!);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const again = await receive(url);
  // It comes again, before the next
  assert.deepEqual([again?.Body, again?.Attributes?.ApproximateReceiveCount], ['1a', '2']);
  await remove(url, again!);
  assert.equal((await receive(url))?.Body, '2a');
  await send('twice', 'c', 'same');
  await send('twice', 'c', 'same');
  await remove(url, (await receive(url))!);
  assert.equal(await receive(url), undefined);
});

void test('texts of many senders through crashing workers and a failing Twilio: none is lost, and those of a sender stay in order', async () => {
  const twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
  cleanups.push(async () => twilio.close());
  const texts = chaosTexts(SENDERS, EACH);
  misbehave(twilio, SEED, texts);
  const { queue, deadLetters, webhook, worker, log } = await deploy(twilio.url);
  const started = Date.now();
  let rejected = 0;

  // One text of each sender at a time: they reach the webhook in their order
  for (let i = 0; i < texts.length; i += SENDERS) {
    await Promise.all(texts.slice(i, i + SENDERS).map(async ({ message }) => {
      const request = signedRequest(message);
      const call = async () => webhook(requestEvent(request)) as Promise<{ statusCode: number; body: string }>;
      let answer = await call();
      // moto may be too slow for the deadline: then it is sent again, as by Twilio's connection override `rc`.
      for (; answer.statusCode === 503; answer = await call()) rejected++;
      assert.deepEqual([answer.statusCode, answer.body.includes('<Message')], [200, false], log.at(-1));
    }));
  }
  const queued = Date.now();

  let ended = 0;
  const poller = async () => {
    for (;;) {
      const message = await receive(queue.url);
      if (message === undefined) {
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['All'] }));
        const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inFlight } = Attributes!;
        if (waiting === '0' && inFlight === '0') return;
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const {
        MessageId: messageId,
        ReceiptHandle: receiptHandle,
        Body: body,
        Attributes: attributes,
        MessageAttributes = {},
      } = message;
      const messageAttributes = Object.fromEntries(Object.entries(MessageAttributes)
        .map(([name, { StringValue: stringValue }]) => [name, { stringValue }]));
      const record = { messageId, receiptHandle, body, attributes, messageAttributes };
      const isDone = await worker({ Records: [record] }).then(
        (result) => (result as { batchItemFailures: unknown[] }).batchItemFailures.length === 0,
        () => {
          ended++;
          return false;
        });
      if (isDone) await remove(queue.url, message);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, poller));

  const buried: Message[] = [];
  for (let message = await receive(deadLetters.url); message !== undefined; message = await receive(deadLetters.url)) {
    buried.push(message);
    await remove(deadLetters.url, message);
  }
  const letters = buried.map(({ Body, MessageAttributes }) =>
    ({ body: Body!, reason: MessageAttributes?.Reason?.StringValue }));
  const verdict = judge(texts, twilio, letters);
  const seconds = { queue: (queued - started) / 1000, answer: (Date.now() - queued) / 1000 };
  const figures = { ...verdict, rejected, workersEnded: ended, requests: twilio.requests.length, seconds };
  console.log(`chaos with moto, seed ${SEED}, ${texts.length} texts of ${SENDERS} senders: ${JSON.stringify(figures)}`);
  assert.deepEqual([verdict.lost, verdict.outOfOrder, verdict.withoutReason], [0, [], 0]);
  assert.deepEqual(twilio.violations, []);
  assert.ok(ended > 0);
});
