import { IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import * as path from 'node:path';
import { bundleGateway } from '../../../scripts/bundle';
import { Exchange } from '../../../src/local/events/exchange';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { LocalGateway, startLocalGateway } from '../../../src/local/local-gateway';
import { PageEvents } from '../../../src/local/page-protocol/page-protocol';
import { eventually } from '../../cli/support';
import { AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN, SENDER } from '../../support/messages';
import { encodeForm, type Form, sign } from '../../support/signer';
import { bundledTools, removeFolders, temporaryFolder, writeAssembly } from '../support';

const PUBLIC_URL = 'https://abc.example.com';
const PUBLIC_HOST = 'abc.example.com';
const WEBHOOK_URL = `${PUBLIC_URL}/sms`;

let gateway: LocalGateway;
let exchanges: Exchange[];
let log: string[];

beforeAll(async () => {
  const toolsDirectory = await bundledTools();
  // The stack's own address is that of its deployment: it means nothing here.
  const variables = { TWILIO_GATEWAY_REPLY_MODULE: 'echo', TWILIO_GATEWAY_WEBHOOK_URL: 'https://sms.example.com/sms' };
  const directory = writeAssembly(temporaryFolder(), { code: '', variables });
  await bundleGateway(path.join(directory, 'asset.Gateway'));
  gateway = await startLocalGateway({
    source: { directory },
    authToken: AUTH_TOKEN,
    port: 0,
    publicUrl: PUBLIC_URL,
    toolsDirectory,
    events: new GatewayEvents()
      .on('exchange', (exchange) => exchanges.push(exchange))
      .on('log', (line) => log.push(line.text)),
  });
});

beforeEach(() => {
  exchanges = [];
  log = [];
});

afterAll(async () => {
  await gateway.close();
  removeFolders();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Send {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/**
 * What a tunnel does: passes a request on to a port of this machine, with the path and the headers that were sent to
 * it.
 */
async function send(server: string, { method = 'GET', target = '/', headers = {}, body = '' }: Send): Promise<Answer> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve, reject) => {
    const all = { host: PUBLIC_HOST, ...headers, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) };
    httpRequest({ hostname, port, method, path: target, headers: all, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    }).on('error', reject).end(body);
  });
}

/** As Twilio sends it through the tunnel; `url` is what was signed. */
async function text(
  form: Form,
  { url = WEBHOOK_URL, token = AUTH_TOKEN, ...more }: Send & { url?: string; token?: string } = {},
): Promise<Answer> {
  const { headers, ...rest } = more;
  return send(gateway.tunnel!.url, {
    method: 'POST',
    target: '/sms',
    body: encodeForm(form),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(token, url, form),
      ...headers,
    },
    ...rest,
  });
}

function pageKey(): string {
  return new URL(gateway.pageUrl).hash.slice('#key='.length);
}

/** What a page that is opened now gets first. */
async function start(): Promise<PageEvents['start']> {
  const response = await fetch(`${gateway.url}/api/events`, {
    headers: { 'origin': gateway.url, 'x-page-key': pageKey() },
  });
  let received = '';
  for await (const chunk of response.body!) {
    received += Buffer.from(chunk).toString();
    const data = /event: start\ndata: (.*)\n\n/.exec(received)?.[1];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error(`No start: ${received}`);
}

async function ask(action: string, input: object): Promise<number> {
  return (
    await fetch(gateway.url + action, {
      method: 'POST',
      headers: { 'origin': gateway.url, 'x-page-key': pageKey() },
      body: JSON.stringify(input),
    })
  ).status;
}

const fromPhone = (body: string) => ({ from: '+12025550123', channel: 'sms', body, media: [], isForged: false });

describe('a request of Twilio through the tunnel', () => {
  test('is verified against the public URL and answered with TwiML', async () => {
    const { status, headers, text: twiml } = await text(messageForm({ Body: 'from a real phone' }));

    expect([status, headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(twiml).toContain('<Message>from a real phone</Message>');
    expect(exchanges).toMatchObject([
      { event: { requestContext: { domainName: PUBLIC_HOST } }, response: { status: 200 } },
    ]);
  });

  // A tunnel may tell another name, the caller may claim any: only --public-url counts.
  test.each([
    { host: '127.0.0.1:4680' },
    { host: 'evil.example' },
    { host: 'localhost' },
  ])('is verified with the host header $host, too', async ({ host }) => {
    expect(
      (
        await text(messageForm(), {
          headers: { host, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
        })
      ).status,
    ).toBe(200);
    expect(
      (await text(messageForm(), { url: `http://${host}/sms`, headers: { host, 'x-forwarded-proto': 'http' } })).status,
    ).toBe(403);
    expect((await text(messageForm(), { url: `https://${host}/sms`, headers: { host } })).status).toBe(403);
  });

  test('may be signed with the port of https, and with the query that was sent', async () => {
    expect((await text(messageForm(), { url: `${PUBLIC_URL}:443/sms` })).status).toBe(200);
    expect((await text(messageForm(), { url: `${WEBHOOK_URL}?a=b%20c`, target: '/sms?a=b%20c' })).status).toBe(200);
    expect((await text(messageForm(), { target: '/sms?a=b' })).status).toBe(403);
  });

  test.each<{ name: string; request: () => Promise<Answer> }>([
    { name: 'another token', request: async () => text(messageForm(), { token: OTHER_AUTH_TOKEN }) },
    {
      name: 'a text that was changed',
      request: async () => text(messageForm(), { body: encodeForm(messageForm({ Body: 'changed' })) }),
    },
    { name: 'no signature', request: async () => text(messageForm(), { headers: { 'x-twilio-signature': '' } }) },
    {
      name: 'the signature for the local webhook',
      request: async () => text(messageForm(), { url: gateway.webhookUrl }),
    },
    {
      name: 'the signature for http',
      request: async () => text(messageForm(), { url: WEBHOOK_URL.replace('https', 'http') }),
    },
    {
      name: "the signature for the deployment's URL",
      request: async () => text(messageForm(), { url: 'https://sms.example.com/sms' }),
    },
  ])('is rejected if it has $name', async ({ request }) => {
    const { status, text: answer } = await request();

    expect([status, answer]).toEqual([403, '']);
  });

  test('is shown on the page, and repeated through the tunnel', async () => {
    await text(messageForm({ Body: 'shown' }), { headers: { 'i-twilio-idempotency-token': 'of-twilio' } });
    const shown = (await start()).exchanges.at(-1)!;
    expect(shown).toMatchObject({
      origin: 'tunnel',
      from: SENDER,
      sent: { body: 'shown' },
      replies: [{ body: 'shown' }],
      request: { candidates: [{ url: WEBHOOK_URL, isSigned: true }] },
    });

    expect(await ask('/api/repeat', { id: shown.id })).toBe(204);
    await eventually(() => exchanges.length === 2);
    expect(exchanges[1]).toMatchObject({
      event: { requestContext: { domainName: PUBLIC_HOST } },
      response: { status: 200 },
    });
    expect((await start()).exchanges.at(-1)).toMatchObject({
      origin: 'repeated',
      request: { candidates: [{ url: WEBHOOK_URL, isSigned: true }] },
    });
  });

  test('is shown with a signature, even with a wrong path or by GET', async () => {
    const wrong = { headers: { 'x-twilio-signature': 'x'.repeat(28) } };

    expect((await send(gateway.tunnel!.url, { method: 'POST', target: '/smss', ...wrong })).status).toBe(404);
    expect((await send(gateway.tunnel!.url, { target: '/sms?Body=hi', ...wrong })).status).toBe(404);
    expect(exchanges.map(({ event, response }) => [event.routeKey, response.status])).toEqual([
      ['POST /smss', 404],
      ['GET /sms', 404],
    ]);
  });

  test('leaves no token, signature, body or number in the log', async () => {
    const form = messageForm({ Body: 'canary-text-4711' });
    await text(form, { token: OTHER_AUTH_TOKEN });
    await text(form);
    await eventually(() => log.some((line) => line.includes('"replied"')));

    for (const secret of [AUTH_TOKEN, 'canary-text-4711', sign(AUTH_TOKEN, WEBHOOK_URL, form), SENDER.slice(1)]) {
      expect(log.join('\n')).not.toContain(secret);
    }
  });
});

describe('everything else at the port of the tunnel', () => {
  const hosts = () => {
    const [local, tunnel] = [gateway.url, gateway.tunnel!.url].map((url) => new URL(url).port);
    const names = ['127.0.0.1', 'localhost', '[::1]'];
    return [
      PUBLIC_HOST,
      `${PUBLIC_HOST}:443`,
      'evil.example',
      '',
      ...names,
      ...names.flatMap((name) => [`${name}:${local}`, `${name}:${tunnel}`]),
    ];
  };
  const targets = () => {
    const { search } = new URL(gateway.pageUrl);
    const pages = [
      '/',
      `/${search}`,
      '/page.js',
      '/page.css',
      '/favicon.ico',
      '/media/ME00000000000000000000000000000001',
    ];
    const calls = [
      '/api/events',
      '/api/messages',
      '/api/repeat',
      '/api/rotate',
      '/api/restart',
      '/api/switches',
      '/api/gateway',
      '/api/clear',
    ];
    const tricks = [
      '/sms/',
      '//sms',
      '/sms/../',
      '/sms/../api/messages',
      '/./api/events',
      '/%2e%2e/api/clear',
      '/sms%2f..%2fapi%2fclear',
      '/SMS',
      '/sms;/api/clear',
      `${gateway.url}/api/events`,
      `http://127.0.0.1${search}`,
      `${gateway.webhookUrl}`,
    ];
    return [...pages, ...calls, ...tricks];
  };

  test('is 403 for a web page, whatever name it was loaded by, before anything runs', async () => {
    const [before, own] = [exchanges.length, new URL(gateway.tunnel!.url).host];
    const answers = ['https://evil.example', PUBLIC_URL, `http://${own}`, 'null'].map(async (origin) =>
      send(gateway.tunnel!.url, { method: 'POST', target: '/sms', headers: { host: own, origin }, body: 'Body=x' }));

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(exchanges).toHaveLength(before);
  });

  test('is 404 with any host, even with the key of the page', async () => {
    await text(messageForm({ Body: 'there is something to read' }));
    const before = (await start()).exchanges.length;
    const headers = { 'x-page-key': pageKey(), 'sec-fetch-site': 'same-origin' };
    const wrong: string[] = [];
    let tries = 0;
    for (const host of hosts()) {
      for (const target of targets()) {
        for (const method of ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
          const answer = await send(gateway.tunnel!.url, {
            method,
            target,
            headers: { ...headers, host },
          });
          tries += 1;
          const body = method === 'HEAD' ? '' : '{"message":"Not Found"}';
          if (answer.status !== 404 || answer.text !== body || 'set-cookie' in answer.headers) {
            wrong.push(`${method} ${target} as ${host}: ${answer.status}`);
          }
        }
      }
    }

    expect(wrong).toEqual([]);
    expect(tries).toBe(13 * 26 * 6);
    expect((await start()).exchanges).toHaveLength(before); // strangers do not fill the page
  }, 120_000);

  test.each([
    { method: 'GET' },
    { method: 'HEAD' },
    { method: 'PUT' },
    { method: 'PATCH' },
    { method: 'DELETE' },
    { method: 'OPTIONS' },
    { method: 'TRACE' },
  ])('is 404, such as $method to the webhook', async ({ method }) => {
    expect((await send(gateway.tunnel!.url, { method, target: '/sms' })).status).toBe(404);
  });

  test('is 404, also for a raw request without a host or with two', async () => {
    const raw = async (request: string) => new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(gateway.tunnel!.url);
      const socket = connect(Number(port), hostname, () => socket.write(request));
      let received = '';
      socket.on('data', (chunk) => (received += String(chunk))).on('end', () => resolve(received)).on('error', reject);
    });

    expect(await raw('GET /api/events HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 404 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 4\d\d /,
    );
    expect(
      await raw(
        `GET /api/events HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 404 /);
    expect(
      await raw(`CONNECT 127.0.0.1:${new URL(gateway.url).port} HTTP/1.1\r\nHost: ${PUBLIC_HOST}\r\n\r\n`),
    ).not.toMatch(/^HTTP\/1.1 2/);
  });
});

describe('beside the tunnel', () => {
  test('both servers listen on loopback, each on its own port', () => {
    expect(gateway.tunnel).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      webhookUrl: WEBHOOK_URL,
    });
    expect(gateway.tunnel!.url).not.toBe(gateway.url);
  });

  test('the page is not served by the public name, and its API needs origin and key', async () => {
    const key = pageKey();
    const headers = { 'host': new URL(gateway.url).host, 'origin': gateway.url, 'x-page-key': key };
    const clear = async (changes: Record<string, string | undefined>) => {
      const all = Object.entries({ ...headers, ...changes }).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
      return (
        await send(gateway.url, { method: 'POST', target: '/api/clear', headers: Object.fromEntries(all), body: '{}' })
      ).status;
    };

    expect((await send(gateway.url, { headers: { 'host': PUBLIC_HOST, 'x-page-key': key } })).status).toBe(421);
    expect(await clear({ host: PUBLIC_HOST, origin: undefined })).toBe(421);
    expect(await clear({ origin: PUBLIC_URL })).toBe(403);
    expect(await clear({ origin: gateway.tunnel!.url })).toBe(403);
    expect(await clear({ 'x-page-key': undefined })).toBe(401);
    expect(await clear({ 'x-page-key': 'wrong' })).toBe(401);
    expect(await clear({})).toBe(204);
  });

  test('the messages of the page go to the local webhook, signed for its URL', async () => {
    await ask('/api/messages', fromPhone('from the page'));
    await eventually(() => exchanges.length === 1);

    expect(exchanges[0]).toMatchObject({
      event: { requestContext: { domainName: new URL(gateway.url).host } },
      response: { status: 200 },
    });
    expect((await start()).exchanges.at(-1)).toMatchObject({
      origin: 'phone',
      request: { candidates: [{ url: gateway.webhookUrl, isSigned: true }] },
    });
  });

  test('a message for the public URL is rejected at the local webhook', async () => {
    const form = messageForm();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(AUTH_TOKEN, WEBHOOK_URL, form),
    };

    expect((await fetch(gateway.webhookUrl, { method: 'POST', headers, body: encodeForm(form) })).status).toBe(403);
  });

  test('the note of a rotation tells the consequence for real messages', async () => {
    await ask('/api/rotate', {});

    expect((await start()).notes.at(-1)!.text).toMatch(/Twilio still signs with your token/);
  });
});
