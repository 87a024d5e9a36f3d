import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiKeyAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createTwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID } from '../../support/messages';

// What Twilio's newest APIs take and give: JSON, deletions, idempotency keys, pages by token, and problem details.

const KEY = '0190a8c0-0000-7000-8000-000000000000';
const CREDENTIALS = apiKeyAsCredentials(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET);

let answer: (response: ServerResponse, url: string) => unknown;
interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly type?: string;
  readonly key?: unknown;
  readonly authorization?: string;
  readonly body: string;
}
const requests: Seen[] = [];
const trapped: (string | undefined)[] = [];
const trap = createServer(({ headers }, response) => {
  trapped.push(headers.authorization);
  response.end('{}');
});
const server = createServer((request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const { method, url, headers } = request;
    requests.push({
      method,
      url,
      type: headers['content-type'],
      key: headers['idempotency-key'],
      authorization: headers.authorization,
      body: Buffer.concat(chunks).toString(),
    });
    answer(response, url!);
  });
});
const urlOf = ({ port }: AddressInfo) => `http://127.0.0.1:${port}`;
const client = () => createTwilioClient(
  CREDENTIALS, { url: urlOf(server.address() as AddressInfo), retryAdvice: 'run this again', longestPauseMs: 100_000 });
const json = (status: number, content: object) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));

beforeAll(async () => Promise.all([server, trap].map(async (each) =>
  new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve)))));
beforeEach(() => (requests.length = trapped.length = 0));
afterAll(() => [server, trap].forEach((each) => {
  each.closeAllConnections();
  each.close();
}));

test('a resource is created with JSON, a key for repeats, and the API key', async () => {
  answer = json(201, { id: 'x' });

  expect(await client().postJson('do it', 'webhooks', '/v1/Webhooks/Rules', { a: [1] }, KEY)).toEqual({ id: 'x' });
  const authorization = `Basic ${Buffer.from(`${API_KEY_SID}:${API_KEY_SECRET}`).toString('base64')}`;
  expect(requests).toEqual([
    { method: 'POST', url: '/v1/Webhooks/Rules', type: 'application/json', key: KEY, authorization, body: '{"a":[1]}' },
  ]);
});

test('a repeated request has the same key', async () => {
  answer = (response) => (requests.length < 2 ? response.destroy() : json(201, { id: 'x' })(response));

  expect(await client().postJson('do it', 'webhooks', '/x', {}, KEY)).toEqual({ id: 'x' });
  expect(requests.map(({ key }) => key)).toEqual([KEY, KEY]);
});

test.each([
  { name: 'no content', status: 204, content: undefined },
  { name: 'what goes on', status: 202, content: { operation: { id: 'o' } } },
])('a deletion is answered with $name', async ({ status, content }) => {
  answer = (response) => response.writeHead(status).end(content && JSON.stringify(content));

  expect(await client().delete('do it', 'webhooks', '/x')).toEqual(content);
  expect(requests).toMatchObject([{ method: 'DELETE', body: '', key: undefined }]);
});

test.each([
  { name: 'with a query', path: '/x?pageSize=2', second: '/x?pageSize=2&pageToken=a%2F%26' },
  { name: 'without a query', path: '/x', second: '/x?pageToken=a%2F%26' },
])('a list $name is read page by page with tokens', async ({ path, second }) => {
  answer = (response, url) => json(200, url.includes('pageToken')
    ? { things: [3], meta: { key: 'things' } }
    : { things: [1, 2], meta: { key: 'things', nextToken: 'a/&' } })(response);

  expect(await client().list('do it', 'webhooks', path, 'things')).toEqual([1, 2, 3]);
  expect(requests.map(({ url }) => url)).toEqual([path, second]);
});

test('the detail of an error is shown', async () => {
  answer = json(400, { code: 59000, title: 'Validation Error', detail: 'auth.source is missing' });

  await expect(client().postJson('create a Setting', 'webhooks', '/x', {}, KEY))
    .rejects.toThrow('Could not create a Setting: Twilio rejected it (error 59000): auth.source is missing');
});

test('a redirect is never followed', async () => {
  answer = (response) => response.writeHead(307, { location: urlOf(trap.address() as AddressInfo) }).end();

  await expect(client().postJson('do it', 'webhooks', '/x', {}, KEY)).rejects.toThrow(/status 307/);
  await expect(client().delete('do it', 'webhooks', '/x', KEY)).rejects.toThrow(/status 307/);
  expect(trapped).toEqual([]);
});

test('the webhook configuration has a host of its own', async () => {
  const asked = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{}'));
  await createTwilioClient(CREDENTIALS, { retryAdvice: 'go on', longestPauseMs: 0 })
    .postJson('do it', 'webhooks', '/v1/Webhooks/Rules', {}, KEY);

  expect(asked.mock.calls.map(([address]) => address)).toEqual(['https://webhooks.twilio.com/v1/Webhooks/Rules']);
  asked.mockRestore();
});
