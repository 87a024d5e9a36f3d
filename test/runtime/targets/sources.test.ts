import { createHash } from 'node:crypto';
import * as path from 'path';
import { type AwsServer, jsonError, type Emulator, startAwsServer } from '../../../src/local/emulators/aws-server';
import type { ReplyFunction } from '../../../src/shared/reply-contract';
import { invoke } from '../../../src/testing/invoke';
import { fromRoot } from '../../support/paths';

// The sources of the targets in this process, with the real SDK against a server: what they send and make of answers,
// each branch of it. The bundles that ship are in bundles.test.ts.

const SOURCES = fromRoot('src/runtime/targets');
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

let server: AwsServer;
let sent: string[];
let emulator: Emulator;
const environment = { ...process.env };

beforeAll(async () => {
  const listed = ['sqs', 'sns', 'events', 'states', 'lambda'].map((service): [string, Emulator] => [service, (request) => {
    sent.push(request.body);
    return emulator(request);
  }]);
  server = await startAwsServer(Object.fromEntries(listed));
});
afterAll(async () => server.close());
afterEach(() => {
  process.env = { ...environment };
});

function load(name: string, target: string | undefined): ReplyFunction {
  sent = [];
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TWILIO_GATEWAY_EVENT_SOURCE: 'a.b',
    TWILIO_GATEWAY_EVENT_DETAIL_TYPE: 'SMS',
    ...(target !== undefined && { TWILIO_GATEWAY_TARGET: target }),
  };
  let reply: ReplyFunction | undefined;
  jest.isolateModules(() => ({ reply } = jest.requireActual(path.join(SOURCES, name))));
  return reply!;
}

const json = (body: unknown, headers: Record<string, string> = {}): ReturnType<Emulator> =>
  ({ status: 200, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
/** The client compares what SQS says of the message's body. */
const queued: Emulator = ({ body }) => json({
  MessageId: '1',
  MD5OfMessageBody: createHash('md5').update((JSON.parse(body) as { MessageBody: string }).MessageBody).digest('hex'),
});
const XML = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

test.each<{ name: string; target: string; answer: ReturnType<Emulator> | Emulator; sends: RegExp }>([
  {
    name: 'queue',
    target: 'https://sqs.us-east-1.amazonaws.com/123456789012/mine',
    answer: queued,
    sends: /(?=.*"QueueUrl":"https:\/\/sqs).*"IdempotencyKey":\{"DataType":"String","StringValue":"[0-9a-f]{64}"\}/,
  },
  { name: 'queue', target: 'http://127.0.0.1/123456789012/mine.fifo', answer: queued, sends: /"MessageGroupId":/ },
  { name: 'topic', target: arn('sns', 'mine'), answer: { status: 200, headers: {}, body: XML }, sends: /TopicArn=/ },
  {
    name: 'topic',
    target: arn('sns', 'mine.fifo'),
    answer: { status: 200, headers: {}, body: XML },
    sends: /MessageGroupId=/,
  },
  {
    name: 'event-bus',
    target: arn('events', 'event-bus/mine'),
    answer: json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }),
    sends: /"DetailType":"SMS"/,
  },
  {
    name: 'state-machine',
    target: arn('states', 'stateMachine:mine'),
    answer: json({ executionArn: 'x', startDate: 1 }),
    sends: /"stateMachineArn"/,
  },
  {
    name: 'state-machine',
    target: arn('states', 'stateMachine:mine'),
    answer: jsonError(400, 'ExecutionAlreadyExists', 'There is one'),
    sends: /"stateMachineArn"/,
  },
])('$name to $target', async ({ name, target, answer, sends }) => {
  emulator = typeof answer === 'function' ? answer : () => answer;

  expect((await invoke(load(name, target), 'Hello')).status).toBe(200);
  expect(sent).toEqual([expect.stringMatching(sends)]);
});

test.each<{ name: string; target: string; answer: ReturnType<Emulator>; message: string }>([
  {
    name: 'event-bus',
    target: arn('events', 'event-bus/mine'),
    answer: json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttling', ErrorMessage: 'Too many' }] }),
    message: 'Throttling: Too many',
  },
  {
    name: 'event-bus',
    target: arn('events', 'event-bus/mine'),
    answer: json({ FailedEntryCount: 1 }),
    message: 'Error: ',
  },
  {
    name: 'state-machine',
    target: arn('states', 'stateMachine:mine'),
    answer: jsonError(400, 'StateMachineDoesNotExist', 'There is none'),
    message: 'StateMachineDoesNotExist: There is none',
  },
])('$name to $target, which accepts nothing', async ({ name, target, answer, message }) => {
  emulator = () => answer;

  const { status, log } = await invoke(load(name, target), 'Hello');

  expect(status).toBe(503);
  expect(log.error?.message).toContain(message);
});

const bus = arn('events', 'event-bus/mine');
const TAKEN = json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
const rejectedWith = (ErrorCode: string) => json({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'No' }] });

test.each<{ code: string; calls: number }>([
  { code: 'ThrottlingException', calls: 3 },
  { code: 'InternalFailure', calls: 3 },
  { code: 'InternalException', calls: 3 },
  { code: 'AccessDeniedException', calls: 1 },
  { code: 'MalformedDetail', calls: 1 },
])('event-bus: an entry that fails with $code is put $calls times, then the message is not accepted', async ({ code, calls }) => {
  emulator = () => rejectedWith(code);

  const { status, log } = await invoke(load('event-bus', bus), 'Hello');

  expect([status, sent.length]).toEqual([503, calls]);
  expect(log.error?.message).toContain(`${code}: No`);
}, 10_000);

test('event-bus: an entry that is throttled once is put again unchanged', async () => {
  const answers = [rejectedWith('ThrottlingException'), TAKEN];
  emulator = () => answers.shift()!;

  expect((await invoke(load('event-bus', bus), 'Hello')).status).toBe(200);
  expect(sent).toEqual([sent[0], sent[0]]);
});

test('event-bus: near the deadline a throttled entry is not put again, and the log says that it was throttled', async () => {
  emulator = () => rejectedWith('ThrottlingException');

  const { status, log } = await invoke(load('event-bus', bus), 'Hello', { timeoutMillis: 1500 });

  expect([status, sent.length]).toEqual([503, 2]);
  expect(log.error?.message).toContain('ThrottlingException: No');
});

test.each<{
  what: string;
  answer: ReturnType<Emulator>;
  messages: readonly string[];
  status: number;
  message?: string | undefined;
}>([
  { what: 'a text', answer: json('Hi'), messages: ['Hi'], status: 200 },
  { what: 'null', answer: json(null), messages: [], status: 200 },
  { what: 'nothing', answer: { status: 200, headers: {}, body: '' }, messages: [], status: 200 },
  { what: 'a reply of another language', answer: json({ body: 'Hi', media: null }), messages: ['Hi'], status: 200 },
  { what: 'null in a list', answer: json([null, { body: 'Hi' }]), messages: [], status: 500, message: 'got null' },
  {
    what: 'null among media',
    answer: json({ body: 'Hi', media: ['https://example.com/a.png', null] }),
    messages: [],
    status: 500,
    message: 'absolute http or https URLs',
  },
  {
    what: 'messages of another language',
    answer: json([{ body: 'Hi', to: null }, { body: 'Ho', media: null }]),
    messages: ['Hi', 'Ho'],
    status: 200,
  },
  {
    what: 'an error',
    answer: json({ errorType: 'KeyError', errorMessage: 'body' }, { 'x-amz-function-error': 'Unhandled' }),
    messages: [],
    status: 500,
    message: 'KeyError: body',
  },
  {
    what: 'an error that says nothing',
    answer: json({}, { 'x-amz-function-error': 'Unhandled' }),
    messages: [],
    status: 500,
    message: 'Error: ',
  },
])('a function that returns $what', async ({ answer, messages, status, message }) => {
  emulator = () => answer;

  const outcome = await invoke(load('function', arn('lambda', 'function:mine')), 'Hello');

  expect([outcome.status, outcome.messages.map(({ body }) => body)]).toEqual([status, messages]);
  if (message !== undefined) {
    expect(outcome.log.error?.message).toContain(message);
  }
});

test.each([
  { name: 'queue', status: 503 },
  { name: 'topic', status: 503 },
  { name: 'event-bus', status: 503 },
  { name: 'state-machine', status: 503 },
  { name: 'function', status: 500 },
])('$name without a target loads, and fails', async ({ name, status }) => {
  emulator = () => jsonError(400, 'ValidationException', 'No target');

  expect((await invoke(load(name, undefined), 'Hello')).status).toBe(status);
});
