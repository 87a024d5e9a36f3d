import fs from 'node:fs';
import { join } from 'node:path';
import type * as gateway from '../../src/runtime/webhook/gateway';
import type { ReplyProgress } from '../../src/runtime/worker/reply-progress';
import type * as worker from '../../src/runtime/worker/worker';
import { httpApi, lambdaContext, signed } from '../support/events';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, SECRET_ARN, SENDER } from '../support/messages';
import { fromRoot } from '../support/paths';
import { SecretsManagerServer } from '../support/secrets-manager-server';
import { OTHER_SHARED_KEY, SHARED_KEY, signedWithSharedKey, SIGNING_KEY_ARN } from '../support/shared-key';
import { TABLE, TableServer } from '../support/table-server';
import { TwilioApiServer } from '../support/twilio-api-server';
import { inboundMessage, queueRecord } from '../support/worker';

// Both entries from their sources, in this process, with everything that is configured and with nothing. As they ship,
// in
// a process of their own, they are in gateway.test.ts and worker/worker.test.ts.

// By their full names: beside each is an ES module of the same name, which loads it in Lambda.
const RUNTIME = fromRoot('src/runtime');
const { start: startGateway } = jest.requireActual<typeof gateway>(join(RUNTIME, 'webhook', 'gateway.ts'));
const { start: startWorker } = jest.requireActual<typeof worker>(join(RUNTIME, 'worker', 'worker.ts'));

const URL = 'http://sms.example.com/sms';
const AWS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'secret-access-key',
  AWS_SESSION_TOKEN: 'session',
};
const NOTHING = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|TWILIO)_/.test(name)));

let secrets: SecretsManagerServer;
let twilio: TwilioApiServer;
let table: TableServer;
let tableAccess: Record<string, string | undefined>;
let printed: string[];

beforeAll(async () => {
  secrets = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
  secrets.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt: Date.now() });
  twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
  table = await TableServer.start();
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ACCESS_KEY_ID } = process.env;
  tableAccess = { AWS_ENDPOINT_URL_DYNAMODB, AWS_ACCESS_KEY_ID, TWILIO_GATEWAY_DEDUPLICATION_TABLE: TABLE };
});
afterAll(async () => {
  await secrets.close();
  await twilio.close();
  await table.close();
});
const environment = process.env;
beforeEach(() => {
  printed = [];
  twilio.reset();
  table.before = () => undefined;
  table.after = () => undefined;
  jest.spyOn(fs, 'writeSync').mockImplementation((_, line) => printed.push(String(line)));
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(printed.push(String(line))));
});
afterEach(() => {
  process.env = environment;
  jest.restoreAllMocks();
});

const configured = () => ({
  ...NOTHING,
  ...AWS,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1', // nobody
  TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
  TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs',
  TWILIO_GATEWAY_WEBHOOK_URL: URL,
  TWILIO_GATEWAY_SCHEME: 'http',
  TWILIO_GATEWAY_ERROR_REPLY: 'Sorry',
  TWILIO_GATEWAY_REPLY_TO_OPT_OUT: 'true',
  TWILIO_GATEWAY_API_URL: twilio.url,
  TWILIO_GATEWAY_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Queue.fifo',
  TWILIO_GATEWAY_DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/DeadLetterQueue.fifo',
  TWILIO_GATEWAY_MAX_ATTEMPTS: '5',
});
const echo = async () => ({ default: ({ body }: { body: string }) => body });
const fails = async () => ({ default: () => { throw new RangeError('boom'); } });
const event = (url = URL) => httpApi(signed({ url, form: messageForm() }));

test('the gateway starts with all its settings', async () => {
  process.env = configured();

  const handler = await startGateway(fails);

  expect(await handler(event(), lambdaContext())).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining('Sorry'),
  });
  expect(printed).toEqual([expect.stringContaining('"outcome":"failed"')]);
});

test('the gateway of https echoes', async () => {
  const { TWILIO_GATEWAY_SECRET_ARN, AWS_ENDPOINT_URL_SECRETS_MANAGER } = configured();
  process.env = { ...NOTHING, ...AWS, TWILIO_GATEWAY_SECRET_ARN, AWS_ENDPOINT_URL_SECRETS_MANAGER };

  const handler = await startGateway(fails);

  expect(await handler(event('https://sms.example.com/sms'), lambdaContext())).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining('Hello'),
  });
});

test('the gateway without settings answers and lets nothing in', async () => {
  process.env = { ...NOTHING, ...AWS, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url };

  const handler = await startGateway(echo);

  expect(await handler(event(), lambdaContext())).toMatchObject({ statusCode: 503, body: '' });
});

test('the gateway with a SharedKey and no auth token lets in only what that key signed', async () => {
  const signingKeys = await SecretsManagerServer.start(SIGNING_KEY_ARN, 'secret-access-key');
  signingKeys.put(JSON.stringify(SHARED_KEY), { createdAt: Date.now() });
  process.env = {
    ...NOTHING,
    ...AWS,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: signingKeys.url,
    TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN: SIGNING_KEY_ARN,
  };
  const request = { url: 'https://sms.example.com/sms', form: messageForm() };
  try {
    const handler = await startGateway(echo);

    expect(await handler(httpApi(signedWithSharedKey(request)), lambdaContext())).toMatchObject({ statusCode: 200 });
    const unknown = httpApi(signedWithSharedKey(request, OTHER_SHARED_KEY));
    expect(await handler(unknown, lambdaContext())).toMatchObject({ statusCode: 403 });
    expect(printed[1]).toContain(`put-secret-value --secret-id ${SIGNING_KEY_ARN}`);
    expect(await handler(event(request.url), lambdaContext())).toMatchObject({ statusCode: 403 });
  } finally {
    await signingKeys.close();
  }
});

test('the gateway writes its log another way if standard output does not accept it', async () => {
  process.env = configured();
  jest.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw Object.assign(
      new Error('resource temporarily unavailable'),
      { code: 'EAGAIN' },
    );
  });

  const handler = await startGateway(echo);
  await handler(event(), lambdaContext());

  expect(printed).toEqual([expect.stringContaining('"outcome":"replied"')]);
});

test('the worker starts with all its settings', async () => {
  process.env = configured();

  const handler = await startWorker(echo);

  expect(await handler(
    { Records: [queueRecord(inboundMessage())] },
    lambdaContext(60_000),
  )).toEqual({ batchItemFailures: [] });
  expect(twilio.accepted).toMatchObject([{ to: SENDER, body: 'Hello' }]);
  expect(printed).toEqual([expect.stringContaining('"outcome":"replied"')]);
});

test('the worker without settings starts, and the message is retried', async () => {
  process.env = {
    ...NOTHING,
    ...AWS,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
  };

  const handler = await startWorker(echo);

  expect(await handler(
    { Records: [queueRecord(inboundMessage())] },
    lambdaContext(60_000),
  )).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
});

describe('with a table for deduplication', () => {
  const deduplication = () => {
    let loaded: Record<string, unknown> = {};
    jest.isolateModules(() => (loaded = jest.requireActual(join(RUNTIME, 'deduplication', 'deduplication-module.ts'))));
    return loaded;
  };
  /** Both are loaded by their names beside the entry. */
  const importing = (reply: () => Promise<Record<string, unknown>>) => async (specifier: string) =>
    (specifier === './reply.mjs' ? reply() : deduplication());
  const record = (n: number) => {
    const plain = queueRecord(inboundMessage());
    return { Records: [{ ...plain, attributes: { ...plain.attributes, MessageDeduplicationId: `key-${n}` } }] };
  };

  test('the gateway answers a duplicate like the message', async () => {
    process.env = { ...configured(), ...tableAccess };
    let runs = 0;

    const handler = await startGateway(importing(async () => ({ default: () => `Run ${++runs}` })));
    const answers = [await handler(event(), lambdaContext()), await handler(event(), lambdaContext())];

    expect(answers).toEqual([answers[0], answers[0]]);
    expect(answers[0]).toMatchObject({ statusCode: 200, body: expect.stringContaining('Run 1') });
  });

  test('the gateway makes a duplicate wait for the answer', async () => {
    process.env = { ...configured(), ...tableAccess };
    const request = httpApi(signed({ url: URL, form: messageForm({ Body: 'Wait' }) }));
    let finish = () => undefined as void;
    let running = () => undefined as void;
    const isRunning = new Promise<void>((resolve) => (running = resolve));
    const slow = async () => new Promise<string>((resolve) => {
      finish = () => resolve('Slow');
      running();
    });

    const handler = await startGateway(importing(async () => ({ default: slow })));
    const first = handler(request, lambdaContext());
    await isRunning;
    table.after = ({ operation }) => void (operation === 'GetItem' && finish());
    const copy = await handler(request, lambdaContext());

    expect(copy).toMatchObject({ statusCode: 200, body: expect.stringContaining('Slow') });
    expect(await first).toEqual(copy);
  });

  test('deduplication without the name of the table loads but cannot be used', async () => {
    process.env = { ...NOTHING, ...AWS, AWS_ENDPOINT_URL_DYNAMODB: tableAccess.AWS_ENDPOINT_URL_DYNAMODB };
    const { replyProgress } = deduplication() as { replyProgress: ReplyProgress };

    expect(replyProgress.isRequired).toBe(false);
    await expect(replyProgress.read('key')).rejects.toThrow();
  });

  test('the worker sends nothing twice', async () => {
    process.env = { ...configured(), ...tableAccess };

    const handler = await startWorker(importing(echo));
    await handler(record(1), lambdaContext(60_000));
    await handler(record(1), lambdaContext(60_000));

    expect(twilio.accepted).toHaveLength(1);
    expect(printed).toEqual([
      expect.stringContaining('"outcome":"replied"'),
      expect.stringContaining('"outcome":"duplicate"'),
    ]);
  });

  test('the worker resumes where it stopped', async () => {
    process.env = { ...configured(), ...tableAccess };
    let runs = 0;
    const twice = async () => ({ default: () => [{ body: `${++runs} a` }, { body: `${runs} b` }] });

    const handler = await startWorker(importing(twice));
    twilio.faultFor = (request) => (request.get('Body') === '1 b' ? { status: 400, code: 20001 } : undefined);
    await handler(record(2), lambdaContext(60_000));
    twilio.faultFor = () => undefined;
    await handler(record(2), lambdaContext(60_000));

    expect(twilio.accepted.map(({ body }) => body)).toEqual(['1 a', '1 b']);
    expect(runs).toBe(1);
  });

  test.each([
    { required: 'true', accepted: 0, line: '"reason":"deduplication_unavailable"' },
    { required: 'false', accepted: 1, line: '"outcome":"replied"' },
  ])(
    'a worker that cannot read a table with required = $required', async ({ required, accepted, line }) => {
      process.env = { ...configured(), ...tableAccess, TWILIO_GATEWAY_DEDUPLICATION_REQUIRED: required };
      table.before = () => 'error';

      const handler = await startWorker(importing(echo));
      await handler(record(3 + accepted), lambdaContext(60_000));

      expect(twilio.accepted).toHaveLength(accepted);
      expect(printed).toEqual([expect.stringContaining(line)]);
    });
});
