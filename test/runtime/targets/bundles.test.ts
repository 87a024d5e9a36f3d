import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { ENTRIES } from '../../../scripts/bundle-lambda';
import { AwsServer, jsonError, Emulator, startAwsServer } from '../../../src/local/emulators/aws-server';
import type { ReplyFunction } from '../../../src/shared/reply-contract';
import { invoke } from '../../../src/testing/invoke';
import { fromRoot } from '../../support/paths';

// The bundles that ship, against a server that does as each test says. What they send when all is well, the emulators
// check: test/local/targets.test.ts.

const ASSETS = fromRoot('assets/lambda');
const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/mine';
const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'TWILIO_GATEWAY_TARGET',
  'TWILIO_GATEWAY_EVENT_SOURCE', 'TWILIO_GATEWAY_EVENT_DETAIL_TYPE', 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'];
const SERVICES = ['sqs', 'sns', 'events', 'states', 'lambda'];

let server: AwsServer;
let calls: number;

async function load(name: string, target: string, emulator: Emulator): Promise<ReplyFunction> {
  calls = 0;
  const counted: Emulator = (request) => {
    calls++;
    return emulator(request);
  };
  server = await startAwsServer(Object.fromEntries(SERVICES.map((service) => [service, counted])));
  const values = [server.endpoint, server.accessKeyId, 'secret', 'us-east-1', target, 'a.b', 'SMS', 'true'];
  VARIABLES.forEach((variable, i) => (process.env[variable] = values[i]));
  let reply: ReplyFunction | undefined;
  jest.isolateModules(() => ({ reply } = jest.requireActual(path.join(ASSETS, `${name}.cjs`))));
  return reply!;
}

afterEach(async () => {
  await server?.close();
  VARIABLES.forEach((variable) => delete process.env[variable]);
});

const json = (body: unknown, headers: Record<string, string> = {}): ReturnType<Emulator> => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

test.each([
  { name: 'queue', target: QUEUE },
  { name: 'topic', target: 'arn:aws:sns:us-east-1:123456789012:mine' },
  { name: 'event-bus', target: 'arn:aws:events:us-east-1:123456789012:event-bus/mine' },
  { name: 'state-machine', target: 'arn:aws:states:us-east-1:123456789012:stateMachine:mine' },
])('$name: a service that is down is tried three times, then 503', async ({ name, target }) => {
  const reply = await load(name, target, () => jsonError(503, 'ServiceUnavailable', 'Down'));

  expect(await invoke(reply, 'Hello', { errorReply: 'Sorry' })).toMatchObject({ status: 503, messages: [] });

  expect(calls).toBe(3);
}, 20_000);

test('queue: a service that does not answer is abandoned before the deadline', async () => {
  const reply = await load('queue', QUEUE, async () => new Promise(() => undefined));

  expect((await invoke(reply, 'Hello', { timeoutMillis: 2000 })).status).toBe(503);
});

test('queue: a rejected call is not retried', async () => {
  const reply = await load('queue', QUEUE, () => jsonError(403, 'AccessDeniedException', 'Not allowed to sqs:SendMessage'));

  const { status, log } = await invoke(reply, 'Hello');

  expect([status, calls]).toEqual([503, 1]);
  expect(log.error?.message).toContain('AccessDeniedException: Not allowed to sqs:SendMessage');
});

test('event-bus: an event that was not accepted is a failure, although the call was answered with 200', async () => {
  const reply = await load('event-bus', 'arn:aws:events:us-east-1:123456789012:event-bus/mine',
    () => json({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Too many' }] }));

  const { status, log } = await invoke(reply, 'Hello');

  expect(status).toBe(503);
  expect(log.error?.message).toContain('ThrottlingException: Too many');
});

test('state-machine: an execution with that name already exists for a duplicate, which is no failure', async () => {
  const reply = await load('state-machine', 'arn:aws:states:us-east-1:123456789012:stateMachine:mine', () => jsonError(400, 'ExecutionAlreadyExists', 'There is one'));

  expect((await invoke(reply, 'Hello')).status).toBe(200);
});

test.each([
  {
    name: 'throttles',
    emulator: () => jsonError(429, 'TooManyRequestsException', 'Rate Exceeded.'),
    tries: 3,
    problem: /TooManyRequestsException|Rate Exceeded/,
  },
  {
    name: 'rejects',
    emulator: () => jsonError(403, 'AccessDeniedException', 'Not allowed'),
    tries: 1,
    problem: /Not allowed/,
  },
  {
    name: 'reports an error of the function',
    emulator: () => json({ errorType: 'KeyError', errorMessage: "'Hello'" }, { 'x-amz-function-error': 'Unhandled' }),
    tries: 1,
    problem: /failed with KeyError: '\[hidden\]'\. See its log/,
  },
  {
    name: 'answers with no JSON',
    emulator: () => ({ status: 200, headers: {}, body: '<html>' }),
    tries: 1,
    problem: /JSON/,
  },
])('function: Lambda $name, which is a failed reply handler', async ({ emulator, tries, problem }) => {
  const reply = await load('function', 'arn:aws:lambda:us-east-1:123456789012:function:mine', emulator);

  const { status, log } = await invoke(reply, 'Hello');

  expect([status, calls]).toEqual([500, tries]);
  expect(`${log.error?.name}: ${log.error?.message}`).toMatch(problem);
}, 20_000);

test('function: the function has the time that is left', async () => {
  const reply = await load('function', 'arn:aws:lambda:us-east-1:123456789012:function:mine', async () => new Promise(() => undefined));

  const { status, log } = await invoke(reply, 'Hello', { timeoutMillis: 1500 });

  expect([status, log.error?.name]).toEqual([500, 'ReplyTimeout']);
});

test.each([
  { name: 'queue', target: QUEUE.replace('us-east-1', 'eu-west-3') },
  { name: 'topic', target: 'arn:aws:sns:eu-west-3:123456789012:mine' },
  { name: 'function', target: 'arn:aws:lambda:eu-west-3:123456789012:function:mine' },
])('$name: a target of another region is called in that region', async ({ name, target }) => {
  let scope = '';
  const reply = await load(name, target, ({ headers }) => {
    scope = /Credential=[^/]+\/\d+\/([^/]+)/.exec(headers.authorization!)![1];
    return jsonError(400, 'Enough', 'Seen');
  });

  await invoke(reply, 'Hello');

  expect(scope).toBe('eu-west-3');
});

test('every entry has the files that it loads, and every file belongs to an entry', () => {
  const filesOf = JSON.parse(readFileSync(path.join(ASSETS, 'files.json'), 'utf8')) as Record<string, string[]>;

  expect(Object.keys(filesOf)).toEqual(Object.keys(ENTRIES));
  for (const files of Object.values(filesOf)) {
    const loaded = files.flatMap((file) => [...readFileSync(path.join(ASSETS, file), 'utf8').matchAll(/require\("\.\/(chunk-[^"]+)"\)/g)].map(([, chunk]) => chunk));
    expect([...new Set(loaded)].sort()).toEqual(files.filter((file) => file.startsWith('chunk-')).sort());
  }
  expect(readdirSync(ASSETS).sort()).toEqual([...new Set([...Object.values(filesOf).flat(), 'files.json'])].sort());
});
