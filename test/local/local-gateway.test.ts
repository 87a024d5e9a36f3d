import { createHmac, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundledTools, isRunning, MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from './support';
import { bundleGateway } from '../../scripts/bundle';
import { Exchange } from '../../src/local/events/exchange';
import { GatewayEvents } from '../../src/local/events/gateway-events';
import { LocalGateway, startLocalGateway } from '../../src/local/local-gateway';
import { PageEvents } from '../../src/local/page-protocol/page-protocol';
import { parseTwiml } from '../../src/local/twilio/read-twiml';
import { eventually } from '../cli/support';

const TOKEN = '00112233445566778899aabbccddeeff';

let toolsDirectory: string;
let directory: string;
let gateway: LocalGateway;
let exchanges: Exchange[];
let log: string[];

beforeAll(async () => {
  toolsDirectory = await bundledTools();
});

async function serve(code: string | undefined, options: { timeout?: number } = {}): Promise<void> {
  directory = writeAssembly(temporaryFolder(), {
    code: code ?? '',
    variables: { TWILIO_GATEWAY_REPLY_MODULE: 'echo' },
    ...options,
  });
  if (code === undefined) await bundleGateway(path.join(directory, 'asset.Gateway'));
  exchanges = [];
  log = [];
  gateway = await startLocalGateway({
    source: { directory },
    authToken: TOKEN,
    port: 0,
    toolsDirectory,
    events: new GatewayEvents()
      .on('exchange', (exchange) => exchanges.push(exchange))
      .on('log', ({ text }) => log.push(text)),
  });
}

afterEach(async () => gateway.close());
afterAll(removeFolders);

/** Signed by Twilio's rule, with nothing of this project. */
function signedPost(url: string, body: string, key = TOKEN): RequestInit {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  const parameters: Record<string, string> = {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: `AC${'0'.repeat(32)}`,
    From: '+12025550123',
    To: '+12025550100',
    Body: body,
    NumMedia: '0',
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  };
  const signed = url + Object.keys(parameters).sort().map((name) => name + parameters[name]).join('');
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', key).update(signed).digest('base64'),
    },
    body: new URLSearchParams(parameters),
  };
}

/** The headers of the page's requests. */
function pageHeaders(): Record<string, string> {
  return { 'origin': gateway.url, 'x-page-key': new URL(gateway.pageUrl).hash.slice('#key='.length) };
}

describe('with the Lambda asset that is deployed', () => {
  beforeEach(async () => serve(undefined));

  test('the gateway verifies a signed message and echoes it', async () => {
    const response = await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, ' <hi> & "you" '));

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(await response.text()).toContain('<Message> &lt;hi&gt; &amp; "you" </Message>');
    expect(exchanges).toMatchObject([{ response: { status: 200 }, event: { rawPath: '/sms' } }]);
  });

  test('the gateway verifies against the URL that the client called', async () => {
    const url = gateway.webhookUrl.replace('127.0.0.1', 'localhost');

    expect((await fetch(url, signedPost(`${url}?a=b`, 'hi'))).status).toBe(403);
    expect((await fetch(`${url}?a=b`, signedPost(`${url}?a=b`, 'hi'))).status).toBe(200);
  });

  test('the gateway rejects a message that another token signed', async () => {
    const response = await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi', 'f'.repeat(32)));

    expect([response.status, await response.text()]).toEqual([403, '']);
  });

  test.each([
    { body: 'hi' },
    { body: '' },
    { body: ' \r\n <b>&amp;</b> "😀" + % ' },
  ])('the page sends $body and gets it back', async ({ body }) => {
    const response = await fetch(`${gateway.url}/api/messages`, {
      method: 'POST',
      headers: pageHeaders(),
      body: JSON.stringify({ from: '+12025550123', channel: 'sms', body, media: [], isForged: false }),
    });

    expect(response.status).toBe(204);
    const exchange = await eventually(() => exchanges.at(0));
    expect(exchange.response.status).toBe(200);
    expect(parseTwiml(exchange.response.body.toString())).toEqual(body === '' ? [] : [{ body, media: [] }]);
  });

  test('the gateway runs the asset of the assembly, so that a changed one answers differently', async () => {
    write(directory, 'asset.Gateway/gateway.mjs', 'export const handler = async () => ({ statusCode: 418 });');

    expect((await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi'))).status).toBe(418);
  });

  test('the gateway reads its secret by the new name that a changed app gives it', async () => {
    const variables = { TWILIO_GATEWAY_REPLY_MODULE: 'echo', TWILIO_GATEWAY_SECRET_ARN: 'arn:mine' };
    const code = fs.readFileSync(path.join(directory, 'asset.Gateway/gateway.mjs'), 'utf8');
    writeAssembly(directory, { code, variables });

    expect((await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi'))).status).toBe(200);
  });

  test('the gateway logs no token, signature or body', async () => {
    const canary = 'canary-text-4711';
    const init = signedPost(gateway.webhookUrl, canary);
    await fetch(gateway.webhookUrl, init);
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(log).not.toEqual([]);
    const { 'x-twilio-signature': signature } = init.headers as Record<string, string>;
    for (const secret of [TOKEN, canary, signature, '2025550123']) expect(log.join('\n')).not.toContain(secret);
  });
});

describe('the page', () => {
  const ask = async (action: string, input: object) =>
    fetch(gateway.url + action, { method: 'POST', headers: pageHeaders(), body: JSON.stringify(input) });
  const text = (body: string, more = {}) => ({
    from: '+12025550123',
    channel: 'sms',
    body,
    media: [],
    isForged: false,
    ...more,
  });

  /** What a page that is opened now gets first. */
  async function start(): Promise<PageEvents['start']> {
    const response = await fetch(`${gateway.url}/api/events`, { headers: pageHeaders() });
    let received = '';
    for await (const chunk of response.body!) {
      received += Buffer.from(chunk).toString();
      const data = /event: start\ndata: (.*)\n\n/.exec(received)?.[1];
      if (data !== undefined) return JSON.parse(data);
    }
    throw new Error(`No start: ${received}`);
  }

  beforeEach(async () => serve(undefined));

  test('gets all data of a message, also after it was loaded again', async () => {
    await ask('/api/messages', text('hi'));
    await eventually(() => log.length > 0);
    let { state, exchanges: [exchange] } = await start();
    for (let i = 0; i < 50 && !('answer' in exchange); i++) { // the line may come before the answer
      await new Promise((resolve) => setTimeout(resolve, 20));
      ({ state, exchanges: [exchange] } = await start());
    }

    expect(state).toMatchObject({
      gateway: 'Stack/GatewayConstruct',
      gateways: ['Stack/GatewayConstruct'],
      webhookUrl: gateway.webhookUrl,
      app: { status: 'ready' },
    });
    expect(exchange).toMatchObject({
      origin: 'phone',
      from: '+12025550123',
      channel: 'sms',
      sent: { body: 'hi', media: [] },
      replies: [{ body: 'hi', media: [] }],
      answer: { status: 200 },
      verdict: { outcome: 'replied', durationMs: expect.any(Number), handlerMs: expect.any(Number) },
      request: { method: 'POST', path: '/sms', candidates: [{ url: gateway.webhookUrl, isSigned: true }] },
    });
  });

  test('gets a forged message rejected, but none that follows a rotation', async () => {
    await ask('/api/messages', text('forged', { isForged: true }));
    await ask('/api/rotate', {});
    await ask('/api/messages', text('genuine'));
    await eventually(() => exchanges.length === 2);

    expect(exchanges.map(({ response }) => response.status).sort()).toEqual([200, 403]);
    expect((await start()).exchanges.map(({ origin }) => origin)).toEqual(['forged', 'phone']);
  });

  test('shows an attachment that the function can fetch and send back', async () => {
    await ask('/api/messages', text('', { channel: 'mms', media: [{ contentType: 'image/png', base64: 'iVBORw==' }] }));
    await eventually(() => exchanges.length === 1);
    const { exchanges: [{ sent, replies }] } = await start();
    const response = await fetch(sent.media[0].url);

    expect(replies).toEqual([sent]);
    expect([
      response.headers.get('content-type'),
      Buffer.from(await response.arrayBuffer()).toString('base64'),
    ]).toEqual(['image/png', 'iVBORw==']);
  });

  test('repeats a message unchanged', async () => {
    await ask('/api/messages', text('again'));
    await eventually(() => exchanges.length === 1);
    await ask('/api/repeat', { id: exchanges[0].event.requestContext.requestId });
    await eventually(() => exchanges.length === 2);
    const [first, second] = exchanges.map(({ event }) => [
      event.body,
      event.headers['x-twilio-signature'],
      event.headers['i-twilio-idempotency-token'],
    ]);

    expect(second).toEqual(first);
    expect((await start()).exchanges.map(({ origin }) => origin)).toEqual(['phone', 'repeated']);
  });

  test('shows why a restarted function without its token answers 503', async () => {
    await ask('/api/switches', { secretStoreFails: true });
    await ask('/api/restart', {});
    await ask('/api/messages', text('hi'));
    await eventually(() => exchanges.length === 1);
    const { state, notes } = await start();

    expect(exchanges[0].response.status).toBe(503);
    expect(state.switches).toEqual({ delayMs: 0, secretStoreFails: true });
    expect(notes.map(({ tone }) => tone)).toEqual(['bad', 'info']);
  });

  test('shows that the app failed, and the last good build still answers', async () => {
    gateway.setApp({ status: 'synthesizing' });
    write(directory, 'manifest.json', '{ half a manifest');
    expect((await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi'))).status).toBe(200);

    gateway.setApp({ status: 'ready' });
    expect((await start()).state.app).toEqual({
      status: 'failed',
      problem: expect.stringContaining('cannot be read as JSON'),
    });
    expect((await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi'))).status).toBe(200);
  });

  test('opens once by a link for one visit', async () => {
    const headers = { 'x-page-key': new URL(gateway.singleUsePageUrl()).hash.slice('#key='.length) };
    const enter = async () => (await fetch(`${gateway.url}/api/enter`, { method: 'POST', headers })).status;

    expect([await enter(), await enter()]).toEqual([200, 401]);
  });
});

describe('with any function', () => {
  test('a closed gateway leaves no process behind', async () => {
    await serve(MIRROR);
    const { pid } = await (await fetch(gateway.webhookUrl, { method: 'POST' })).json() as { pid: number };
    await gateway.close();

    expect(isRunning(pid)).toBe(false);
    await expect(fetch(gateway.url)).rejects.toThrow();
  });

  test('the gateway answers 500 if the function crashes, and still answers later requests', async () => {
    await serve('export const handler = async ({ headers }) => headers.crash ? process.exit(1) : { statusCode: 200 };');
    const response = await fetch(gateway.webhookUrl, { method: 'POST', headers: { crash: '1' } });

    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(exchanges[0].failure?.message).toBe('Runtime exited: exit status 1');
    expect((await fetch(gateway.webhookUrl, { method: 'POST' })).status).toBe(200);
  });

  test("the gateway ends a function at the template's timeout", async () => {
    await serve('export const handler = () => { for (;;); };', { timeout: 1 });

    expect((await fetch(gateway.webhookUrl, { method: 'POST' })).status).toBe(500);
    expect(log).toContain('Task timed out after 1.00 seconds');
  });

  test('a start that fails since the port is taken leaves nothing running', async () => {
    await serve(MIRROR);
    const port = Number(new URL(gateway.url).port);

    await expect(startLocalGateway({ source: { directory }, authToken: TOKEN, port, toolsDirectory })).rejects.toThrow(
      /is taken/,
    );
  });
});
