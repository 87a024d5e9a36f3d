import { IncomingMessage, request as httpRequest } from 'node:http';
import * as path from 'node:path';
import { bundledTools, removeFolders } from './support';
import { Exchange } from '../../src/local/events/exchange';
import { GatewayEvents } from '../../src/local/events/gateway-events';
import { localRouter } from '../../src/local/local-router';
import { PageAccess } from '../../src/local/page-server/page-access';
import { PageActions } from '../../src/local/page-server/page-api';
import { listenOnLoopback, LoopbackServer } from '../../src/local/server/loopback-server';

const access = new PageAccess();

let server: LoopbackServer;
let url: string;
let exchanges: Exchange[];
let requests: string[];

beforeAll(async () => {
  const pageDirectory = path.join(await bundledTools(), 'page');
  server = await listenOnLoopback(0, (port) =>
    localRouter({
      port,
      access,
      pageDirectory,
      webhookPath: () => '/sms',
      actions: { clear: () => undefined } as PageActions,
      media: {
        serve: (mediaPath) =>
          mediaPath === '/media/ME1' ? { status: 200, headers: {}, body: Buffer.from('media') } : undefined,
      },
      joinEvents: (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(),
      invoke: async () => ({ statusCode: 204 }),
      events: new GatewayEvents()
        .on('request', ({ routeKey }) => requests.push(routeKey))
        .on('exchange', (exchange) => exchanges.push(exchange)),
    }),
  );
  url = `http://127.0.0.1:${server.port}`;
});

beforeEach(() => {
  exchanges = [];
  requests = [];
});

afterAll(async () => {
  await server.close();
  removeFolders();
});

async function get(requestPath: string, headers: Record<string, string>): Promise<number> {
  return raw('GET', requestPath, headers);
}

/** The status of a request with headers that `fetch` does not let one choose. */
async function raw(method: string, requestPath: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (response: IncomingMessage) => resolve(response.resume().statusCode!);
    httpRequest(url + requestPath, { method, headers, agent: false }, settle)
      .on('error', reject)
      .end();
  });
}

test("the webhook adds nothing to the function's answer", async () => {
  const response = await fetch(`${url}/sms`, { method: 'POST' });

  expect(response.status).toBe(204);
  expect([...response.headers.keys()].sort()).toEqual(['connection', 'date', 'keep-alive']);
  expect(exchanges).toMatchObject([{ event: { routeKey: 'POST /sms' }, response: { status: 204 } }]);
});

test.each([
  { requestPath: '/sms', method: 'GET' },
  { requestPath: '/sms', method: 'PUT' },
  { requestPath: '/other', method: 'POST' },
  { requestPath: '/sms/', method: 'POST' },
  { requestPath: '/other', method: 'GET' },
  { requestPath: '/%', method: 'GET' },
])('$method $requestPath is answered as by an HTTP API without such a route', async ({ requestPath, method }) => {
  const response = await fetch(url + requestPath, { method });

  expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
});

test('a message to a wrong path is an event, a missing page is none', async () => {
  await fetch(`${url}/sns`, { method: 'POST' });
  await fetch(`${url}/favicon.ico`);

  expect(exchanges).toMatchObject([{ event: { routeKey: 'POST /sns' }, response: { status: 404 } }]);
  expect(requests).toEqual(['POST /sns']);
});

test('only local names are served', async () => {
  expect(await get('/', { host: 'evil.example' })).toBe(421);
  expect(await get('/', { host: `evil.example:${server.port}` })).toBe(421);
  expect(await get('/', { host: `localhost:${server.port}` })).toBe(200);
});

test('the key of the link is traded for the key that opens the API, and is no cookie', async () => {
  const response = await fetch(`${url}/api/enter`, { method: 'POST', headers: { 'x-page-key': access.key } });
  const { key } = (await response.json()) as { key: string };

  expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null]);
  expect(await get('/api/events', { 'x-page-key': key })).toBe(200);
  expect(await get('/api/events', { cookie: `twilio-sms-gateway-${server.port}=${key}; x-page-key=${key}` })).toBe(401);
  expect(await get(`/api/events?key=${key}`, {})).toBe(401);
});

test('without the key there is the page, but not its API', async () => {
  const enter = await fetch(`${url}/api/enter`, { method: 'POST', headers: { 'x-page-key': 'wrong' } });

  expect([enter.status, (await fetch(url)).status]).toEqual([401, 200]);
  expect(await get('/api/events', {})).toBe(401);
  expect((await fetch(`${url}/api/clear`, { method: 'POST', headers: { origin: url } })).status).toBe(401);
});

describe('requests that a page of another site makes', () => {
  const paths = ['/sms', '/', '/page.js', '/media/ME1', '/other', '/api/enter', '/api/clear', '/api/events'];
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  test.each(foreign.flatMap((headers) => ['GET', 'POST'].map((method) => ({ method, headers }))))(
    'are rejected on every path before anything runs: $method with $headers',
    async ({ method, headers }) => {
      const withKey = { ...headers, 'x-page-key': access.key };

      expect(await Promise.all(paths.map(async (one) => raw(method, one, withKey)))).toEqual(paths.map(() => 403));
      expect([requests, exchanges]).toEqual([[], []]);
    },
  );

  test('are told apart from those of the page, of Twilio and of curl', async () => {
    expect(await raw('POST', '/sms', {})).toBe(204);
    expect(await raw('GET', '/', { 'sec-fetch-site': 'none' })).toBe(200);
    expect(await raw('GET', '/page.js', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await raw('POST', '/api/clear', { 'origin': url, 'x-page-key': access.key })).toBe(204);
  });
});

test('a HEAD request for the page is answered without a body', async () => {
  const response = await fetch(url, { method: 'HEAD' });

  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('the events are for local names only, too', async () => {
  expect(
    await get('/api/events', {
      'x-page-key': access.key,
      'host': 'evil.example',
    }),
  ).toBe(421);
});

test('attachments are served to the function, which has no key', async () => {
  expect(await (await fetch(`${url}/media/ME1`)).text()).toBe('media');
  expect((await fetch(`${url}/media/ME2`)).status).toBe(404);
});
