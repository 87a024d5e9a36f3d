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

/** The status of a GET with headers that `fetch` does not let one choose. */
async function get(requestPath: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(url + requestPath, { headers, agent: false }, (response) => resolve(response.resume().statusCode!))
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

test('the printed link trades its key for a cookie that opens the API', async () => {
  const response = await fetch(`${url}/?key=${access.key}`, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0];

  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  expect(await get('/api/events', { cookie })).toBe(200);
});

test('without the key there is the page, but not its API', async () => {
  const response = await fetch(`${url}/?key=wrong`);

  expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null]);
  expect(await get('/api/events', {})).toBe(401);
  expect((await fetch(`${url}/api/clear`, { method: 'POST', headers: { origin: url } })).status).toBe(401);
});

test('a HEAD request for the page is answered without a body', async () => {
  const response = await fetch(url, { method: 'HEAD' });

  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('the events are for local names only, too', async () => {
  expect(
    await get('/api/events', {
      cookie: access.cookie({ socket: { localPort: server.port } } as IncomingMessage).split(';')[0],
      host: 'evil.example',
    }),
  ).toBe(421);
});

test('attachments are served to the function, which has no key', async () => {
  expect(await (await fetch(`${url}/media/ME1`)).text()).toBe('media');
  expect((await fetch(`${url}/media/ME2`)).status).toBe(404);
});
