/**
 * Deduplication as it is deployed: the synthesized assets in processes of their own, which are killed; table, secret
 * and queue in moto, whose conditional writes have to be atomic for it: moto-server.py makes them so, and the first
 * test checks that. Amazon's DynamoDB Local was tried, too, and passes but for the hundred copies: it takes seconds for
 * as many conditional writes to one item, which look like an outage.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { AwsProxy, type ProxiedCall } from './aws-proxy';
import { Container } from './container';
import { ReplyHandler, ReplyMode, DeduplicationFailureMode, TwilioSmsGateway } from '../../src';
import { readCloudAssembly } from '../../src/local/assembly/cloud-assembly';
import { findFunction, type FunctionDefinition } from '../../src/local/assembly/function-definition';
import { findGateways } from '../../src/local/assembly/gateway-definition';
import { findQueueFunction } from '../../src/local/emulators/queue-reader';
import { dynamoDbTable } from '../../src/runtime/deduplication/dynamodb-table';
import { DEDUPLICATION_TABLE_ENV, TARGET_ENV } from '../../src/shared/env';
import { httpApi, signed } from '../support/events';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm } from '../support/messages';
import { TwilioApiServer } from '../support/twilio-api-server';

const TABLE = 'Texts';
const URL = 'https://sms.example.com/sms';
/** The reply handler writes down that it runs. On request it dies the first time. */
const REPLY = (folder: string) => `
import { appendFileSync, statSync } from 'node:fs';
export default async ({ body, messageSid }) => {
  const runs = ${JSON.stringify(`${folder}/`)} + messageSid;
  appendFileSync(runs, '.');
  if (body === 'die' && statSync(runs).size === 1) process.kill(process.pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 500));
  return 'Echo: ' + body;
};`;

const cleanups: Array<() => unknown> = [];
let proxy: AwsProxy;
let sqsProxy: AwsProxy;
let twilio: TwilioApiServer;
let folder: string;
let synchronous: Functions;
let asynchronous: Functions;

interface Functions {
  readonly webhook: FunctionDefinition;
  readonly worker?: FunctionDefinition;
}

before(async () => {
  const moto = process.env.AWS_ENDPOINT_URL!;
  [proxy, sqsProxy, twilio] = [
    await AwsProxy.start(moto),
    await AwsProxy.start(moto),
    await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN),
  ];
  cleanups.push(async () => Promise.all([proxy.close(), sqsProxy.close(), twilio.close()]));
  await new DynamoDBClient().send(new CreateTableCommand({
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  }));
  folder = temporaryFolder();
  synchronous = synthesize(ReplyMode.synchronous());
  asynchronous = synthesize(ReplyMode.asynchronous());
});
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

function temporaryFolder(): string {
  const created = mkdtempSync(path.join(tmpdir(), 'deduplication-'));
  cleanups.push(() => rmSync(created, { recursive: true, force: true }));
  return created;
}

async function createQueue(): Promise<string> {
  const { QueueUrl = '' } = await new SQSClient().send(new CreateQueueCommand({
    QueueName: `${randomUUID()}.fifo`, Attributes: { FifoQueue: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' },
  }));
  return QueueUrl;
}

function synthesize(replyMode: ReplyMode, failureMode?: DeduplicationFailureMode): Functions {
  const entry = path.join(folder, 'reply.mjs');
  writeFileSync(entry, REPLY(folder));
  const app = new App({ outdir: temporaryFolder() });
  new TwilioSmsGateway(new Stack(app, 'Stack'), 'Sms', { replyHandler: ReplyHandler.fromModule(entry), replyMode, deduplication: { failureMode } });
  const assembly = readCloudAssembly(app.synth().directory);
  const [webhook] = findGateways(assembly);
  const queue = webhook.environment[TARGET_ENV];
  return {
    webhook,
    worker: queue === undefined ? undefined : findFunction(assembly, findQueueFunction(assembly, queue)!.functionArn),
  };
}

async function start(
  { taskRoot, handler, environment }: FunctionDefinition,
  changes: Record<string, string> = {},
): Promise<Container> {
  const { ARN: secretArn = '' } = await new SecretsManagerClient().send(new CreateSecretCommand({ Name: randomUUID(), SecretString: AUTH_TOKEN }));
  const { AWS_ENDPOINT_URL = '', AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const container = await Container.start(temporaryFolder(), path.join(taskRoot, `${handler.split('.')[0]}.mjs`), {
    ...environment,
    AWS_ENDPOINT_URL,
    AWS_REGION,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
    AWS_ENDPOINT_URL_SQS: sqsProxy.endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TWILIO_GATEWAY_SECRET_ARN: secretArn,
    [DEDUPLICATION_TABLE_ENV]: TABLE,
    ...changes,
    TWILIO_GATEWAY_API_URL: twilio.url,
  });
  cleanups.push(async () => container.kill());
  return container;
}

const newSid = () => `SM${randomUUID().replaceAll('-', '')}`;

/** A request with the text, in one of many spellings; received now, or before. */
function request(messageSid: string, { number = 0, agoMs = 0, form = messageForm({ MessageSid: messageSid }), url = URL, body = 'Hello' } = {}) {
  const changed = form.map(([name, value]) => [name, name === 'Body' ? body : value] as const);
  const { headers, ...unsigned } = signed({ url, form: changed });
  const turned = [...changed.slice(number % changed.length), ...changed.slice(0, number % changed.length)];
  const { 'X-Twilio-Signature': signature } = headers as Record<string, string>;
  const spelling = ['X-Twilio-Signature', 'x-twilio-signature', 'X-TWILIO-SIGNATURE'][number % 3];
  return httpApi({
    ...unsigned,
    form: number % 2 === 0 ? turned : turned.reverse(),
    headers: { [spelling]: signature, 'I-Twilio-Idempotency-Token': randomUUID() },
    receivedAt: Date.now() - agoMs,
  });
}

const runsOf = (messageSid: string): number => {
  try {
    return readFileSync(path.join(folder, messageSid), 'utf8').length;
  } catch {
    return 0;
  }
};

/** The purpose of a call of DynamoDB: claim, message, answer, done, reply. */
function purposeOf({ operation, input }: ProxiedCall): string {
  if (operation !== 'PutItem') return operation;
  const [kind] = String(input.Item.id.S).split('#');
  return kind === 'content' ? (input.Item.result === undefined ? 'claim' : 'done') : kind === 'reply' && input.Item.isDone.BOOL ? 'replied' : kind;
}

function calm(): void {
  [proxy, sqsProxy].forEach((between) => {
    between.before = () => undefined;
    between.after = () => undefined;
  });
}

const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Echo: Hello</Message></Response>';

void test('conditional writes of moto are atomic: of 50 that exclude each other one has its effect', async () => {
  const table = dynamoDbTable(TABLE, { connection: 20_000, request: 20_000, call: 25_000 });
  for (let round = 0; round < 10; round++) {
    const found = await Promise.all(Array.from({ length: 50 }, async (_, i) =>
      table.put({ id: `race-${round}`, expiration: i }, { condition: { expression: 'attribute_not_exists(#id) OR #expiration < :now', values: { now: 0 } } })));
    assert.equal(found.filter((item) => item === undefined).length, 1);
  }
});

void test('100 copies at once in ten processes, 100 later and a fallback request: the handler runs once, and all get its answer', async () => {
  const { webhook } = synthesize(ReplyMode.synchronous(), DeduplicationFailureMode.FAIL_CLOSED);
  const direct = { AWS_ENDPOINT_URL_DYNAMODB: process.env.AWS_ENDPOINT_URL! };
  const containers = await Promise.all(Array.from({ length: 10 }, async () => start(webhook, direct)));
  // Which makes them faster
  await Promise.all(containers.map(async (container) => container.invoke(request(newSid()))));
  containers.forEach((container) => (container.printed = ''));
  const messageSid = newSid();
  let rejected = 0;
  const copies = async (later: boolean) => Promise.all(Array.from({ length: 100 }, async (_, number) => {
    const send = async () =>
      containers[number % 10].invoke(request(messageSid, { number: number + (later ? 100 : 0) }));
    let answer = await send();
    // On a machine with too much to do a hundred writes to one item at once look like an outage. Then it is sent again,
    // as by Twilio.
    for (; answer.statusCode === 503 && rejected < 2000; answer = await send()) {
      rejected++;
      await new Promise((resolve) => setTimeout(resolve, 1000 + 5000 * Math.random()));
    }
    return answer;
  }));

  const answers = [...await copies(false), ...await copies(true)];
  const fallback = request(messageSid, { url: `${URL}?fallback=1`, form: [...messageForm({ MessageSid: messageSid }), ['ErrorUrl', URL], ['ErrorCode', '11200']] });
  answers.push(await containers[0].invoke(fallback), await containers[1].invoke(fallback));

  const kinds = new Map<string, number>();
  for (const { statusCode, body } of answers) kinds.set(`${statusCode} ${body}`, (kinds.get(`${statusCode} ${body}`) ?? 0) + 1);
  const log = containers.map(({ printed }) => printed).join('');
  const count = (text: string) => log.split(text).length - 1;
  console.log(`copies: ${JSON.stringify({ runs: runsOf(messageSid), answers: [...kinds], rejected, unrecorded: count('"deduplication":"unavailable"'), waited: count('"duplicate":"waited"'), stored: count('"duplicate":"stored"') })}`);
  assert.deepEqual([...kinds], [[`200 ${TWIML}`, 202]]);
  // Writes that moto was too slow for are repeated, and the log says so. An idle machine has no such line.
  const unrecorded = count('"deduplication":"unavailable"');
  assert.ok(runsOf(messageSid) <= 1 + unrecorded, `${runsOf(messageSid)} runs, ${unrecorded} of them not written down`);
  assert.ok(count('"duplicate":"waited"') > 0, 'no copy met the first one in progress');
  await Promise.all(containers.map(async (container) => container.kill()));
});

void test('a crafted text that is repartitioned is rejected, also while and after it is answered', async () => {
  const container = await start(synchronous.webhook);
  const victim = '+15005550009';
  const messageSid = newSid();
  const places = Object.fromEntries(['From', 'To'].flatMap((side) => ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));
  const original = messageForm({ ...places, MessageSid: messageSid, From: 'ACME', Body: `Pay From${victim}Label` });
  const form = [...original.filter(([name]) => !['Body', 'From'].includes(name)), ['Body', 'Pay '], ['From', victim], ['Label', 'FromACME']] as const;
  const event = (pairs: typeof original) => httpApi(signed({ url: URL, form: pairs }));
  // The same signature
  assert.equal(JSON.stringify(event(form as typeof original).headers), JSON.stringify(event(original).headers));

  const first = container.invoke(event(original));
  await until(() => runsOf(messageSid) === 1);
  assert.equal((await container.invoke(event(form as typeof original))).statusCode, 400);
  assert.equal((await first).statusCode, 200);
  assert.equal((await container.invoke(event(form as typeof original))).statusCode, 400);
  assert.equal(runsOf(messageSid), 1);
  await container.kill();
});

/** point, how often the handler may run, and what makes the function die there */
type Death = [point: string, runs: number, die: (kill: () => Promise<void>) => void];
const at = (when: 'before' | 'after', purpose: string, between = () => proxy): Death[2] => (kill) => {
  between()[when] = async (call) => {
    if (purposeOf(call) !== purpose) return undefined;
    await kill();
    return 'drop';
  };
};

for (const [point, runs, die] of [
  ['when it has claimed the text', 1, at('after', 'claim')],
  ['in the reply handler', 2, () => undefined],
  ['when the reply handler is done', 2, at('before', 'answer')],
  ['when the answer is stored', 2, at('after', 'answer')],
  ['when the text is marked as answered', 1, at('after', 'done')],
] satisfies Death[]) {
  void test(`synchronous, killed ${point}: the retry is answered, and the handler runs ${runs === 1 ? 'once' : 'twice'}`, async () => {
    const [first, second] = [await start(synchronous.webhook), await start(synchronous.webhook)];
    const messageSid = newSid();
    const body = point.includes('in the reply handler') ? 'die' : 'Hello';
    die(async () => first.kill());
    // A request that came ten seconds ago has three left. The claim is over then, too.
    assert.equal(await first.invoke(request(messageSid, { agoMs: 10_000, body })), undefined);
    calm();

    const started = Date.now();
    const { statusCode, body: twiml } = await second.invoke(request(messageSid, { body, number: 1 }));
    assert.deepEqual([statusCode, twiml], [200, TWIML.replace('Hello', body)]);
    assert.equal(runsOf(messageSid), runs);
    console.log(`killed ${point}: ${runsOf(messageSid)} run(s), the retry was answered after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    assert.equal((await second.invoke(request(messageSid, { body }))).body, twiml);
    assert.equal(runsOf(messageSid), runs);
    await second.kill();
  });
}

for (const [point, , die] of [
  ['when it has claimed the text', 1, at('after', 'claim')],
  ['before the text is in the queue', 1, at('before', 'SendMessage', () => sqsProxy)],
  ['when the text is in the queue', 1, at('after', 'SendMessage', () => sqsProxy)],
  ['before the text is marked as answered', 1, at('before', 'done')],
  ['when the text is marked as answered', 1, at('after', 'done')],
] satisfies Death[]) {
  void test(`asynchronous, the webhook killed ${point}: the text is in the queue once`, async () => {
    const queueUrl = await createQueue();
    const queue = { [TARGET_ENV]: queueUrl };
    const [first, second] = [await start(asynchronous.webhook, queue), await start(asynchronous.webhook, queue)];
    const messageSid = newSid();
    die(async () => first.kill());
    assert.equal(await first.invoke(request(messageSid, { agoMs: 10_000 })), undefined);
    calm();

    for (let copy = 0; copy < 3; copy++) {
      assert.equal((await second.invoke(request(messageSid, { number: copy }))).statusCode, 200);
    }
    const { Messages = [] } = await new SQSClient().send(new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
    }));
    assert.deepEqual(Messages.map(({ Body }) => JSON.parse(Body!).messageSid), [messageSid]);
    await second.kill();
  });
}

/** point, runs of the handler, replies that Twilio took */
for (const [point, runs, sent, die] of [
  ['in the reply handler', 2, 1, () => undefined],
  ['before the reply is stored', 2, 1, at('before', 'reply')],
  ['when the reply is stored', 1, 1, at('after', 'reply')],
  ['when Twilio has taken the reply, before that is stored', 1, 2, at('before', 'replied')],
  ['when all is stored', 1, 1, at('after', 'replied')],
] satisfies Array<[string, number, number, Death[2]]>) {
  void test(`asynchronous, the worker killed ${point}: the handler runs ${runs === 1 ? 'once' : 'twice'}, and Twilio gets ${sent} repl${sent === 1 ? 'y' : 'ies'}`, async () => {
    const [first, second] = [await start(asynchronous.worker!), await start(asynchronous.worker!)];
    const messageSid = newSid();
    twilio.reset();
    const text = point === 'in the reply handler' ? 'die' : 'Hello';
    const attempt = (count: number) => ({
      Records: [{
        messageId: 'm',
        receiptHandle: 'r',
        body: JSON.stringify({ parameters: Object.fromEntries(messageForm({ MessageSid: messageSid, Body: text })) }),
        attributes: { ApproximateReceiveCount: String(count), MessageGroupId: 'g', MessageDeduplicationId: messageSid },
        messageAttributes: {},
      }],
    });
    die(async () => first.kill());
    assert.equal(await first.invoke(attempt(1), 60_000), undefined);
    calm();

    for (const count of [2, 3]) {
      assert.deepEqual(await second.invoke(attempt(count), 60_000), { batchItemFailures: [] }, second.printed);
    }
    assert.equal(runsOf(messageSid), runs);
    assert.deepEqual(twilio.accepted.map(({ body }) => body), Array(sent).fill(`Echo: ${text}`));
    await second.kill();
  });
}

void test('no item holds the text, its sender or a signature', async () => {
  const { Items = [] } = await new DynamoDBClient().send(new ScanCommand({ TableName: TABLE }));
  const kept = JSON.stringify(Items.filter(({ id }) => !id.S!.startsWith('answer#') && !id.S!.startsWith('reply#')));
  assert.ok(Items.length > 20);
  assert.doesNotMatch(kept, /Hello|5005550006|[A-Za-z0-9+/]{27}=/);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
