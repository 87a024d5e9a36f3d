import { createHmac, randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { bundledTools, isRunning, MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from './support';
import { bundleGateway } from '../../scripts/bundle';
import { LocalGateway, startLocalGateway } from '../../src/local/local-gateway';
import { Exchange } from '../../src/local/webhook';

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
  directory = writeAssembly(temporaryFolder(), { code: code ?? '', variables: { TWILIO_GATEWAY_REPLY_MODULE: 'echo' }, ...options });
  if (code === undefined) await bundleGateway(path.join(directory, 'asset.Gateway'));
  exchanges = [];
  log = [];
  gateway = await startLocalGateway({
    source: { directory },
    authToken: TOKEN,
    port: 0,
    toolsDirectory,
    observer: { onExchange: (exchange) => exchanges.push(exchange), onLog: ({ text }) => log.push(text) },
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

async function cookieOf(pageUrl: string): Promise<string> {
  const response = await fetch(pageUrl, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  return response.headers.get('set-cookie')!.split(';')[0];
}

describe('with the Lambda asset that is deployed', () => {
  beforeEach(async () => serve(undefined));

  test('verifies a signed text and echoes it', async () => {
    const response = await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, ' <hi> & "you" '));

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(await response.text()).toContain('<Body> &lt;hi&gt; &amp; "you" </Body>');
    expect(exchanges).toMatchObject([{ response: { status: 200 }, event: { rawPath: '/sms' } }]);
  });

  test('verifies against the URL that the client called', async () => {
    const url = gateway.webhookUrl.replace('127.0.0.1', 'localhost');

    expect((await fetch(url, signedPost(`${url}?a=b`, 'hi'))).status).toBe(403);
    expect((await fetch(`${url}?a=b`, signedPost(`${url}?a=b`, 'hi'))).status).toBe(200);
  });

  test('refuses a text that another token signed', async () => {
    const response = await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi', 'f'.repeat(32)));

    expect([response.status, await response.text()]).toEqual([403, '']);
  });

  test.each(['hi', '', ' \r\n <b>&amp;</b> "😀" + % '])('the page sends %j and gets it back', async (body) => {
    const response = await fetch(`${gateway.url}/api/texts`, {
      method: 'POST',
      headers: { origin: gateway.url, cookie: await cookieOf(gateway.pageUrl) },
      body: JSON.stringify({ from: '+12025550123', body }),
    });

    expect(await response.json()).toMatchObject({ status: 200, replies: body === '' ? [] : [{ body, media: [] }] });
  });

  test('runs the asset of the assembly: a changed one answers differently', async () => {
    write(directory, 'asset.Gateway/gateway.mjs', 'export const handler = async () => ({ statusCode: 418 });');

    expect((await fetch(gateway.webhookUrl, signedPost(gateway.webhookUrl, 'hi'))).status).toBe(418);
  });

  test('logs no token, signature or text', async () => {
    const canary = 'canary-text-4711';
    const init = signedPost(gateway.webhookUrl, canary);
    await fetch(gateway.webhookUrl, init);
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(log).not.toEqual([]);
    const { 'x-twilio-signature': signature } = init.headers as Record<string, string>;
    for (const secret of [TOKEN, canary, signature, '2025550123']) expect(log.join('\n')).not.toContain(secret);
  });
});

describe('with any function', () => {
  test('leaves no process behind when it is closed', async () => {
    await serve(MIRROR);
    const { pid } = await (await fetch(gateway.webhookUrl, { method: 'POST' })).json() as { pid: number };
    await gateway.close();

    expect(isRunning(pid)).toBe(false);
    await expect(fetch(gateway.url)).rejects.toThrow();
  });

  test('answers 500 for a function that crashes, and then lives on', async () => {
    await serve('export const handler = async ({ headers }) => headers.crash ? process.exit(1) : { statusCode: 200 };');
    const response = await fetch(gateway.webhookUrl, { method: 'POST', headers: { crash: '1' } });

    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(exchanges[0].failure?.message).toBe('Runtime exited: exit status 1');
    expect((await fetch(gateway.webhookUrl, { method: 'POST' })).status).toBe(200);
  });

  test("ends a function at the template's time-out", async () => {
    await serve('export const handler = () => { for (;;); };', { timeout: 1 });

    expect((await fetch(gateway.webhookUrl, { method: 'POST' })).status).toBe(500);
    expect(log).toContain('Task timed out after 1.00 seconds');
  });

  test('starts nothing that stays when the port is taken', async () => {
    await serve(MIRROR);
    const port = Number(new URL(gateway.url).port);
    const observer = { onExchange: () => undefined, onLog: () => undefined };

    await expect(startLocalGateway({ source: { directory }, authToken: TOKEN, port, toolsDirectory, observer })).rejects.toThrow(/is taken/);
  });
});
