import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commandTwilioClient } from '../../../src/cli/twilio/command-twilio-client';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createSendMessage, type SendResult } from '../../../src/runtime/twilio/send-message';
import { createTwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { TwilioError } from '../../../src/runtime/twilio/twilio-error';
import { testContext } from '../../cli/support';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, SENDER } from '../../support/messages';

// One client sends all requests to Twilio. The worker decides itself about a retry, for the other callers it retries.

const pauses: number[] = [];
jest.mock('node:timers/promises', () => ({
  ...jest.requireActual('node:timers/promises'),
  setTimeout: async (milliseconds: number) => void pauses.push(milliseconds),
}));

const CREDENTIALS = authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN);
const BASIC = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;
const PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;

let answer: (response: ServerResponse) => unknown;
const requests: string[] = [];
const trapped: string[] = [];
const twilio = createServer((request, response) => {
  requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  request.resume().on('end', () => answer(response));
});
/** Stands at another address, where nothing may arrive. */
const trap = createServer((request, response) => {
  trapped.push(`${request.method} ${request.url}`);
  response.end('{"sid":"SM1"}');
});
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => Promise.all([twilio, trap].map(async (server) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))));
beforeEach(() => (requests.length = trapped.length = pauses.length = 0));
afterAll(() => [twilio, trap].forEach((server) => {
  server.closeAllConnections();
  server.close();
}));

const send = async () =>
  createSendMessage(urlOf(twilio))({ to: SENDER, from: NUMBER, body: 'Hi', media: [] }, CREDENTIALS, 300);
const client = () =>
  createTwilioClient(CREDENTIALS, { url: urlOf(twilio), retryAdvice: 'run this again', longestPauseMs: 100_000 });
const get = async () => client().get('do it', 'api', PATH);
const json = (status: number, content: object, headers = {}) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content));

interface ResponseCase {
  readonly name: string;
  readonly answer: (response: ServerResponse) => unknown;
  readonly worker: SendResult;
  /** The content for the custom resource and the commands. They get either this or an error. */
  readonly content?: object;
  readonly error?: RegExp;
  readonly isOutcomeUnknown?: boolean;
  /** How often the custom resource and the commands ask. */
  readonly tries?: number;
}

describe.each<ResponseCase>([
  {
    name: 'a success',
    answer: json(200, { sid: 'SM1' }),
    worker: { kind: 'accepted', messageSid: 'SM1' },
    content: { sid: 'SM1' },
  },
  {
    name: 'a success without a SID',
    answer: json(201, {}),
    worker: { kind: 'accepted', messageSid: '' },
    content: {},
  },
  {
    name: 'a success that is no JSON',
    answer: (response) => response.end('<html>'),
    worker: { kind: 'accepted', messageSid: '' },
    error: /Twilio failed \(status 502\)\. Check status\.twilio\.com, then run this again\./,
    isOutcomeUnknown: true,
    tries: 4,
  },
  {
    name: 'another token',
    answer: json(401, { code: 20003 }),
    worker: { kind: 'unauthorized', code: 20003 },
    error: /does not accept this Account SID and auth token \(error 20003\)/,
  },
  {
    name: 'a rejection with a code',
    answer: json(400, { code: 21211, message: 'Invalid number' }),
    worker: { kind: 'rejected', status: 400, code: 21211 },
    error: /^Could not do it: Twilio rejected it \(error 21211\): Invalid number$/,
  },
  {
    name: 'a rejection without a number as its code, or a text as its message',
    answer: json(404, { code: 'none', message: 5 }),
    worker: { kind: 'rejected', status: 404 },
    error: /did not find it \(status 404\)/,
  },
  {
    name: 'a rejection that is no JSON',
    answer: (response) => response.writeHead(400).end('<html>'),
    worker: { kind: 'rejected', status: 400 },
    error: /rejected it \(status 400\): no reason given/,
  },
  {
    name: 'a time-out at Twilio',
    answer: json(408, { code: 20408 }),
    worker: { kind: 'unavailable', problem: 'status 408' },
    error: /rejected it \(error 20408\)/,
  },
  {
    name: 'a full queue with a status that sounds final',
    answer: json(400, { code: 21611 }),
    worker: { kind: 'unavailable', problem: 'error 21611' },
    error: /rejected it \(error 21611\)/,
  },
  {
    name: 'throttling',
    answer: json(429, { code: 20429 }),
    worker: { kind: 'unavailable', problem: 'status 429' },
    error: /too many requests \(error 20429\)/,
    tries: 4,
  },
  {
    name: 'a failure',
    answer: json(503, { code: 20503 }),
    worker: { kind: 'unavailable', problem: 'status 503' },
    error: /Twilio failed \(error 20503\)/,
    isOutcomeUnknown: true,
    tries: 4,
  },
  {
    name: 'a closed connection',
    answer: (response) => response.destroy(),
    worker: { kind: 'unavailable', problem: 'no connection' },
    error: /could not be reached \(UND_ERR_SOCKET\)\. Check the network, then run this again\./,
    isOutcomeUnknown: true,
    tries: 4,
  },
])('after $name', ({ answer: respond, worker, content, error, isOutcomeUnknown = false, tries = 1 }) => {
  beforeEach(() => (answer = respond));

  test('the worker knows what became of the message, after one request', async () => {
    expect(await send()).toEqual(worker);
    expect(requests).toEqual([`POST ${PATH} ${BASIC}`]);
  });

  test(`the other callers know it after ${tries} request(s)`, async () => {
    const result: unknown = await get().catch((reason) => reason);

    if (error === undefined) {
      expect(result).toEqual(content);
    } else {
      expect(result).toBeInstanceOf(TwilioError);
      expect(result).toMatchObject({ message: expect.stringMatching(error), isOutcomeUnknown });
    }
    expect(requests).toEqual(Array(tries).fill(`GET ${PATH} ${BASIC}`));
    expect(pauses).toHaveLength(tries - 1);
  });
});

test('the worker waits no longer than it is told', async () => {
  answer = () => undefined;

  expect(await send()).toEqual({ kind: 'unavailable', problem: 'no answer within 300 ms' });
});

describe('Retry-After', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

  test.each<{ readonly name: string; readonly header: () => string; readonly from?: number; readonly to?: number }>([
    { name: 'seconds', header: () => '9', from: 9000, to: 9000 },
    { name: 'a date', header: () => inSeconds(60), from: 50_000, to: 60_000 },
    { name: 'a date in the past', header: () => 'Fri, 01 Jan 1999 00:00:00 GMT', from: 0, to: 0 },
    { name: 'no seconds at all', header: () => '0', from: 0, to: 0 },
    { name: 'a negative number of seconds', header: () => '-5', from: 0, to: 0 },
    { name: 'nonsense', header: () => 'soon' },
  ])('is read by all callers if it has $name', async ({ header, from, to = 0 }) => {
    answer = json(429, { code: 20429 }, { 'retry-after': header() });
    const result = await send();
    answer = (response) => json(requests.length < 3 ? 429 : 200, {}, { 'retry-after': header() })(response);
    await get();

    const asked = result.kind === 'unavailable' ? result.retryAfterMs : NaN;
    if (from === undefined) expect(asked).toBeUndefined();
    else expect(asked! >= from && asked! <= to).toBe(true);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThanOrEqual(Math.max(from ?? 0, 500)); // the shortest pause without Retry-After
    expect(pauses[0]).toBeLessThanOrEqual(Math.max(to, 625));
  });

  test.each([{ header: '101' }, { header: inSeconds(3600) }])(
    '$header is longer than a caller waits, which ends it',
    async ({ header }) => {
      answer = json(429, { code: 20429 }, { 'retry-after': header });

      await expect(get()).rejects.toThrow('too many requests');
      expect(requests).toHaveLength(1);
    });
});

describe('a redirect is not followed', () => {
  const REDIRECTS = [301, 302, 303, 307, 308].map((status) => ({ status }));
  const rejected = (status: number) => new RegExp(`^Could not do it: Twilio rejected it \\(status ${status}\\)`);
  beforeEach(() => (answer = () => { throw new Error('each test sets it'); }));
  afterEach(() => {
    expect(trapped).toEqual([]);
    expect(requests).toHaveLength(1);
  });
  const redirect = (status: number) =>
    (answer = (response) => response.writeHead(status, { location: `${urlOf(trap)}${PATH}` }).end());
  const command = () =>
    commandTwilioClient(CREDENTIALS, testContext({ env: { TWILIO_GATEWAY_API_URL: urlOf(twilio) } }));

  test.each(REDIRECTS)('by the worker, with status $status', async ({ status }) => {
    redirect(status);

    expect(await send()).toEqual({ kind: 'rejected', status });
  });

  describe.each([
    { caller: 'the custom resource', twilioOf: client },
    { caller: 'a command', twilioOf: command },
  ])('by $caller', ({ twilioOf }) => {
    test.each(REDIRECTS)('that reads, with status $status', async ({ status }) => {
      redirect(status);

      await expect(twilioOf().get('do it', 'api', PATH)).rejects.toThrow(rejected(status));
    });

    test.each(REDIRECTS)('that writes, with status $status', async ({ status }) => {
      redirect(status);

      await expect(twilioOf().post('do it', 'messaging', PATH, { Body: 'Hi' })).rejects.toThrow(rejected(status));
    });

    test.each(REDIRECTS)('that lists, with status $status', async ({ status }) => {
      redirect(status);

      await expect(twilioOf().list('do it', 'api', PATH, 'messages')).rejects.toThrow(rejected(status));
    });
  });
});
