import { createHash } from 'node:crypto';
import * as path from 'path';
import { type AwsServer, jsonError, type Emulator, startAwsServer } from '../../../src/local/emulators/aws-server';
import type { ReplyFunction } from '../../../src/shared/contract';
import { invoke } from '../../../src/testing/invoke';
import { fromRoot } from '../../support/paths';

// The sources of the targets in this process, with the real SDK against a server: what they send and make of answers, each
// branch of it. The bundles that ship are in bundles.test.ts.

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
const queued: Emulator = ({ body }) => json({ MessageId: '1', MD5OfMessageBody: createHash('md5').update((JSON.parse(body) as { MessageBody: string }).MessageBody).digest('hex') });
const XML = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

test.each<[name: string, target: string, answer: ReturnType<Emulator> | Emulator, sends: RegExp]>([
  ['queue', 'https://sqs.us-east-1.amazonaws.com/123456789012/mine', queued, /(?=.*"QueueUrl":"https:\/\/sqs).*"IdempotencyKey":\{"DataType":"String","StringValue":"[0-9a-f]{64}"\}/],
  ['queue', 'http://127.0.0.1/123456789012/mine.fifo', queued, /"MessageGroupId":/],
  ['topic', arn('sns', 'mine'), { status: 200, headers: {}, body: XML }, /TopicArn=/],
  ['topic', arn('sns', 'mine.fifo'), { status: 200, headers: {}, body: XML }, /MessageGroupId=/],
  ['event-bus', arn('events', 'event-bus/mine'), json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }), /"DetailType":"SMS"/],
  ['state-machine', arn('states', 'stateMachine:mine'), json({ executionArn: 'x', startDate: 1 }), /"stateMachineArn"/],
  ['state-machine', arn('states', 'stateMachine:mine'), jsonError(400, 'ExecutionAlreadyExists', 'There is one'), /"stateMachineArn"/],
])('%s to %s', async (name, target, answer, sends) => {
  emulator = typeof answer === 'function' ? answer : () => answer;

  expect((await invoke(load(name, target), 'Hello')).status).toBe(200);
  expect(sent).toEqual([expect.stringMatching(sends)]);
});

test.each<[name: string, target: string, answer: ReturnType<Emulator>, message: string]>([
  ['event-bus', arn('events', 'event-bus/mine'), json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttling', ErrorMessage: 'Too many' }] }), 'Throttling: Too many'],
  ['event-bus', arn('events', 'event-bus/mine'), json({ FailedEntryCount: 1 }), 'Error: '],
  ['state-machine', arn('states', 'stateMachine:mine'), jsonError(400, 'StateMachineDoesNotExist', 'There is none'), 'StateMachineDoesNotExist: There is none'],
])('%s to %s, which takes nothing', async (name, target, answer, message) => {
  emulator = () => answer;

  const { status, log } = await invoke(load(name, target), 'Hello');

  expect(status).toBe(503);
  expect(log.error?.message).toContain(message);
});

const bus = arn('events', 'event-bus/mine');
const TAKEN = json({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
const rejectedWith = (ErrorCode: string) => json({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'No' }] });

test.each<[code: string, calls: number]>([
  ['ThrottlingException', 3],
  ['InternalFailure', 3],
  ['InternalException', 3],
  ['AccessDeniedException', 1],
  ['MalformedDetail', 1],
])('event-bus: an entry that fails with %s is put %i times, then the text is not taken', async (code, calls) => {
  emulator = () => rejectedWith(code);

  const { status, log } = await invoke(load('event-bus', bus), 'Hello');

  expect([status, sent.length]).toEqual([503, calls]);
  expect(log.error?.message).toContain(`${code}: No`);
}, 10_000);

test('event-bus: an entry that is throttled once is put again, the same', async () => {
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

test.each<[what: string, answer: ReturnType<Emulator>, messages: readonly string[], status: number, message: string | undefined]>([
  ['a text', json('Hi'), ['Hi'], 200, undefined],
  ['null', json(null), [], 200, undefined],
  ['nothing', { status: 200, headers: {}, body: '' }, [], 200, undefined],
  ['a reply of another language', json({ body: 'Hi', media: null }), ['Hi'], 200, undefined],
  ['null in a list', json([null, { body: 'Hi' }]), [], 500, 'got null'],
  ['null among media', json({ body: 'Hi', media: ['https://example.com/a.png', null] }), [], 500, 'absolute http or https URLs'],
  ['messages of another language', json([{ body: 'Hi', to: null }, { body: 'Ho', media: null }]), ['Hi', 'Ho'], 200, undefined],
  ['an error', json({ errorType: 'KeyError', errorMessage: 'body' }, { 'x-amz-function-error': 'Unhandled' }), [], 500, 'KeyError: body'],
  ['an error that says nothing', json({}, { 'x-amz-function-error': 'Unhandled' }), [], 500, 'Error: '],
])('a function that returns %s', async (_, answer, messages, status, message) => {
  emulator = () => answer;

  const outcome = await invoke(load('function', arn('lambda', 'function:mine')), 'Hello');

  expect([outcome.status, outcome.messages.map(({ body }) => body)]).toEqual([status, messages]);
  if (message !== undefined) {
    expect(outcome.log.error?.message).toContain(message);
  }
});

test.each([['queue', 503], ['topic', 503], ['event-bus', 503], ['state-machine', 503], ['function', 500]])('%s without a target fails, and loads all the same', async (name, status) => {
  emulator = () => jsonError(400, 'ValidationException', 'No target');

  expect((await invoke(load(name, undefined), 'Hello')).status).toBe(status);
});
