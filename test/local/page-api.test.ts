import { listenOnLoopback, LoopbackServer } from '../../src/local/loopback-server';
import { answerPageApi } from '../../src/local/page-api';
import { readBody } from '../../src/local/read-body';

let webhook: LoopbackServer;
let api: LoopbackServer;
let received: URLSearchParams[];

beforeAll(async () => {
  webhook = await listenOnLoopback(0, () => (request, response) => {
    void readBody(request, 1e6).then((body) => {
      received.push(new URLSearchParams(body!.toString()));
      response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response><Message>pong</Message></Response>');
    });
  });
  const props = { gateway: 'Echo/Sms', webhookUrl: `http://127.0.0.1:${webhook.port}/sms`, authToken: '0'.repeat(32) };
  api = await listenOnLoopback(0, () => (request, response) => {
    void answerPageApi(request, request.url!, props).then(({ status, body }) => response.writeHead(status).end(body));
  });
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  await Promise.all([webhook.close(), api.close()]);
});

const post = async (body: string) => fetch(`http://127.0.0.1:${api.port}/api/texts`, { method: 'POST', body });

test('tells the page what it talks to', async () => {
  const response = await fetch(`http://127.0.0.1:${api.port}/api/gateway`);

  expect(await response.json()).toEqual({ gateway: 'Echo/Sms', webhookUrl: `http://127.0.0.1:${webhook.port}/sms`, number: '+12025550100' });
});

test.each(['+12025550123', '72345', 'whatsapp:+12025550123'])('delivers a text of %s as Twilio would, and gives the replies', async (from) => {
  const response = await post(JSON.stringify({ from, body: ' ping & "😀" ' }));

  expect(await response.json()).toEqual({ status: 200, replies: [{ body: 'pong', media: [] }] });
  expect(received.map((parameters) => [parameters.get('From'), parameters.get('Body')])).toEqual([[from, ' ping & "😀" ']]);
});

test.each([
  ['no sender', '{"body":"hi"}'],
  ['a sender that is no number', '{"from":"me","body":"hi"}'],
  ['no text', '{"from":"+12025550123"}'],
  ['a text that is too long', JSON.stringify({ from: '+12025550123', body: 'x'.repeat(1601) })],
  ['null', 'null'],
  ['no JSON', '{'],
  ['more than it reads', JSON.stringify({ from: '+12025550123', body: 'hi', more: 'x'.repeat(70_000) })],
])('refuses %s', async (_, body) => {
  const response = await post(body);

  expect([response.status, await response.json()]).toEqual([400, { message: expect.any(String) }]);
  expect(received).toEqual([]);
});

test('has nothing else', async () => {
  expect((await fetch(`http://127.0.0.1:${api.port}/api/texts`)).status).toBe(404);
});
