import { Exchange } from '../../../src/local/events/exchange';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { answerWebhook, WebhookProps } from '../../../src/local/server/webhook-route';

let server: LoopbackServer;
let exchanges: Exchange[];
let requests: string[];

async function post(body: Buffer | string, invoke: WebhookProps['invoke']): Promise<Response> {
  exchanges = [];
  requests = [];
  const events = new GatewayEvents()
    .on('request', ({ rawPath }) => requests.push(rawPath))
    .on('exchange', (exchange) => exchanges.push(exchange));
  server = await listenOnLoopback(0, () => (request, response) => {
    void answerWebhook(request, { invoke, events }).then(({ status, headers, body: answer }) =>
      response.writeHead(status, headers as Record<string, string>).end(answer),
    );
  });
  return fetch(`http://127.0.0.1:${server.port}/sms`, { method: 'POST', body });
}

afterEach(async () => server.close());

test('the webhook passes the request to the function and its result back', async () => {
  const response = await post('a', async (requestId, event) => {
    expect([requests, exchanges]).toEqual([['/sms'], []]); // told before the function is invoked
    return { statusCode: 201, headers: { 'x-id': requestId }, body: event.rawPath };
  });

  expect([response.status, await response.text()]).toEqual([201, '/sms']);
  expect(exchanges).toMatchObject([
    { event: { requestContext: { requestId: response.headers.get('x-id') } }, response: { status: 201 } },
  ]);
  expect(exchanges[0].failure).toBeUndefined();
});

test('the webhook answers 500 if the function fails, and tells the reason only in its event', async () => {
  const response = await post('a', async () => {
    throw new Error('the cause');
  });

  expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  expect(exchanges[0].failure?.message).toBe('the cause');
});

test('the webhook takes bodies of at most 10 MB', async () => {
  const length: WebhookProps['invoke'] = async (_, event) => ({
    statusCode: 200,
    body: String(Buffer.from(event.body!, 'base64').length),
  });
  expect(await (await post(Buffer.alloc(256 * 1024), length)).text()).toBe('262144');
  await server.close();
  const response = await post(Buffer.alloc(256 * 1024 + 1), length);

  expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect(exchanges).toMatchObject([{ response: { status: 413 } }]);
});

test('the time of an exchange begins with the arrival of the request', async () => {
  let received = 0;
  const before = Date.now();
  await post('a', async (_, event) => {
    received = event.requestContext.timeEpoch;
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { statusCode: 200 };
  });

  expect(received).toBeGreaterThanOrEqual(before);
  expect(exchanges[0].milliseconds).toBeGreaterThanOrEqual(50);
});
