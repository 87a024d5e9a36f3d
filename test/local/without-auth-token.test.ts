import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { bundledCli, removeFolders, temporaryFolder } from './support';
import { ReplyHandler, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps } from '../../src';
import { signedRequest } from '../../src/testing';
import { eventually } from '../cli/support';
import { API_KEY_SECRET_ARN, SHARED_KEY, SIGNING_KEY_SECRET_ARN } from '../support/messages';

// An app with a SharedKey and an API key: synthesized, and served by the real `dev` in a process of its own. The
// developer's environment has an auth token, which must reach nothing.
jest.setTimeout(120_000);

const CANARY = 'ca11ab1eca11ab1eca11ab1eca11ab1e';
const SENDER = '+12025550123';
const PICTURE = Buffer.from('a picture');
/** Replies with what it has: the media, and everything that its process could leak. */
const REPLY = `
  export default async ({ body, media }, context) => {
    const files = await Promise.all(media.map((each) => context.fetchMedia(each)));
    const leaked = JSON.stringify(process.env).includes('${CANARY.slice(0, 8)}');
    const names = Object.keys(process.env).filter((name) => /SECRET_ARN/.test(name)).sort().join(' ');
    return [body, ...files.map(({ bytes }) => bytes.length + ' bytes'), leaked, names].join(', ');
  };
`;

let main: string;
beforeAll(async () => (main = await bundledCli()));
afterAll(removeFolders);

function synthesized(props: (stack: Stack) => TwilioSmsGatewayProps): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'reply.mjs'), REPLY);
  process.env.TWILIO_AUTH_TOKEN = CANARY; // whoever synthesizes may have one
  try {
    const stack = new Stack(new App({ outdir: path.join(folder, 'cdk.out') }), 'Echo');
    const replyHandler = ReplyHandler.fromModule(path.join(folder, 'reply.mjs'));
    new TwilioSmsGateway(stack, 'Sms', { replyHandler, ...props(stack) });
    return (stack.node.root as App).synth().directory;
  } finally {
    delete process.env.TWILIO_AUTH_TOKEN;
  }
}

const keys = (stack: Stack) => ({
  signingKeySecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Signing', SIGNING_KEY_SECRET_ARN),
  apiKeySecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Api', API_KEY_SECRET_ARN),
});

interface Line {
  readonly type: string;
  readonly [field: string]: any;
}

/** Serves the app while the test runs. */
async function serve(directory: string, test: (lines: () => Line[], page: Page) => Promise<void>): Promise<string> {
  const child = spawn(main, ['dev', directory, '--port', '0', '--json', '--no-open'], {
    cwd: temporaryFolder(),
    env: { PATH: process.env.PATH, TWILIO_AUTH_TOKEN: CANARY },
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
  const printed = () => chunks.join('');
  const lines = () => printed().split('\n').filter((line) => line.startsWith('{"type"')).map((line): Line => JSON.parse(line));
  try {
    const ready = await eventually(() => lines().find(({ type }) => type === 'ready'), 30_000);
    await test(lines, await openPage(ready as unknown as Ready));
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  expect(printed()).not.toContain(CANARY);
  return printed();
}

interface Ready { readonly url: string; readonly pageUrl: string; readonly webhookUrl: string }
interface Page extends Ready {
  readonly post: (path: string, content: object) => Promise<Response>;
  readonly events: () => Promise<string>;
}

async function openPage(ready: Ready): Promise<Page> {
  const headers = { 'origin': ready.url, 'x-page-key': new URL(ready.pageUrl).hash.slice('#key='.length) };
  const post = async (to: string, content: object) =>
    fetch(ready.url + to, { method: 'POST', headers, body: JSON.stringify(content) });
  const events = async () => {
    const response = await fetch(`${ready.url}/api/events`, { headers });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return Buffer.from(value!).toString();
  };
  return { ...ready, post, events };
}

const fromPhone = (body: string) => ({
  from: SENDER,
  channel: 'mms',
  body,
  isForged: false,
  media: [{ contentType: 'image/png', base64: PICTURE.toString('base64') }],
});

test.each([
  { name: 'asynchronous', replyMode: ReplyMode.asynchronous(), names: 'TWILIO_GATEWAY_API_KEY_SECRET_ARN' },
  { name: 'synchronous', replyMode: undefined, names: 'TWILIO_GATEWAY_API_KEY_SECRET_ARN TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN' },
])('a gateway under dev ($name) verifies, fetches media and replies with no auth token anywhere', async ({ replyMode, names }) => {
  const directory = synthesized((stack) => ({ ...keys(stack), ...(replyMode && { replyMode }) }));

  await serve(directory, async (lines, page) => {
    await page.post('/api/messages', fromPhone('Look'));
    await eventually(() => lines().find(({ type }) => type === 'message'), 30_000);
    if (replyMode) await eventually(() => lines().find(({ service }) => service === 'Twilio'), 30_000);

    const shown = await eventually(async () => page.events(), 5000);
    expect(shown).toContain(`Look, ${PICTURE.length} bytes, false, ${names}`);
    expect(shown).not.toContain(CANARY);
    expect(lines().filter(({ type }) => type === 'message')).toMatchObject([{ status: 200 }]);
    if (replyMode) expect(lines().find(({ service }) => service === 'Twilio')).toMatchObject({ summary: 'to …23' });
  });
});

test('a message with a SharedKey at a gateway without one is rejected under dev with the reason and the remedy', async () => {
  await serve(synthesized(() => ({})), async (lines, { webhookUrl }) => {
    const request = signedRequest('Hi', { url: webhookUrl, sharedKey: SHARED_KEY });
    const { status } = await fetch(request.url, request);

    expect(status).toBe(403);
    const line = await eventually(() => lines().find(({ type, text }) => type === 'log' && text.includes('shared_key')));
    expect(JSON.parse(line!.text)).toMatchObject({
      outcome: 'rejected',
      reason: 'shared_key',
      remedy: expect.stringContaining('with signingKeySecret'),
    });
  });
});
