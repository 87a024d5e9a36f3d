import * as fs from 'node:fs';
import * as path from 'node:path';
import { dev } from '../../../src/cli/dev/dev';
import { listenOnLoopback } from '../../../src/local/server/loopback-server';
import { BUNDLED_FILES_METADATA } from '../../../src/shared/deployment-metadata';
import { bundledTools, removeFolders, temporaryFolder, write, writeAssembly } from '../../local/support';
import { eventually, testContext, TestContext } from '../support';

const TWIML = `export const handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<Response><Message>hi</Message></Response>',
});`;

let toolsDirectory: string;
let assembly: string;

beforeAll(async () => {
  toolsDirectory = await bundledTools();
  assembly = writeAssembly(
    temporaryFolder(),
    { code: TWIML, logicalId: 'One' },
    { code: TWIML, logicalId: 'Two', webhookPath: '/two' },
  );
});

afterAll(removeFolders);

async function webhookUrl(context: TestContext): Promise<string> {
  return eventually(() => /POST (http:\S+)/.exec(context.out())?.[1]);
}

test('dev serves the gateway until it is stopped, with a line for each message', async () => {
  const context = testContext({ toolsDirectory, env: {} });
  const done = dev({ assembly, port: 0 }, context);
  await fetch(await webhookUrl(context), { method: 'POST', body: new URLSearchParams({ From: '+12025550123' }) });
  context.interrupt();
  await done;

  expect(context.out()).toMatch(/Stack\/OneConstruct of stack Stack runs at http:\/\/127.0.0.1:\d+/);
  expect(context.out()).toMatch(/Auth token +[0-9a-f]{32} /);
  expect(context.out()).toMatch(/…23 {2}200 replied {2}\d+ ms\n/);
  await expect(fetch(await webhookUrl(context))).rejects.toThrow();
});

test('dev serves the chosen gateway with the given token', async () => {
  const token = '0123456789abcdef0123456789abcdef';
  const context = testContext({ toolsDirectory, env: { TWILIO_AUTH_TOKEN: token } });
  const done = dev({ assembly, port: 0, gateway: 'Two' }, context);
  const url = await webhookUrl(context);
  context.interrupt();
  await done;

  expect(url).toMatch(/\/two$/);
  expect(context.out()).not.toContain(token);
});

test('dev rejects a malformed token before it does anything', async () => {
  await expect(
    dev({ assembly: '/nowhere', port: 0 }, testContext({ env: { TWILIO_AUTH_TOKEN: 'x' } })),
  ).rejects.toThrow(/TWILIO_AUTH_TOKEN/);
});

describe('with --public-url', () => {
  const token = '0123456789abcdef0123456789abcdef';

  test('dev prints the port for the tunnel and the URL for Twilio', async () => {
    const context = testContext({ toolsDirectory, env: { TWILIO_AUTH_TOKEN: token } });
    const done = dev({ assembly, port: 0, gateway: 'Two', publicUrl: 'https://abc.example.com/' }, context);
    const tunnel = await eventually(() => /point your tunnel at (http:\S+)/.exec(context.out())?.[1]);
    const throughTunnel = [await fetch(`${tunnel}/two`, { method: 'POST' }), await fetch(`${tunnel}/`)].map(
      ({ status }) => status,
    );
    context.interrupt();
    await done;

    expect(throughTunnel).toEqual([200, 404]);
    expect(context.out()).toContain('POST https://abc.example.com/two ');
    expect(context.out()).not.toContain(token);
    await expect(fetch(tunnel)).rejects.toThrow();
  });

  test('the tunnel has the port after that of the page, and --json says so', async () => {
    const context = testContext({ toolsDirectory, env: { TWILIO_AUTH_TOKEN: token } });
    const port = await freePair();
    const done = dev({ assembly, port, json: true, publicUrl: 'https://abc.example.com' }, context);
    const ready = JSON.parse(await eventually(() => /\{"type":"ready".*/.exec(context.out())?.[0]));
    context.interrupt();
    await done;

    expect(ready).toMatchObject({
      webhookUrl: `http://127.0.0.1:${port}/sms`,
      tunnel: { url: `http://127.0.0.1:${port + 1}`, webhookUrl: 'https://abc.example.com/sms' },
    });
    expect(ready).not.toHaveProperty('authToken');
  });

  test.each([
    { env: {} },
    { env: { TWILIO_AUTH_TOKEN: '' } },
  ])("dev needs the account's token, and rejects $env", async ({ env }) => {
    const started = dev({ assembly: '/nowhere', port: 0, publicUrl: 'https://abc.example.com' }, testContext({ env }));

    await expect(started).rejects.toThrow(
      /^--public-url needs TWILIO_AUTH_TOKEN: .*Put it into the environment, then run this again\.$/,
    );
  },
  );

  test('dev rejects what is no address of a tunnel before it does anything', async () => {
    const started = dev(
      { assembly: '/nowhere', port: 0, publicUrl: 'http://abc.example.com' },
      testContext({ env: { TWILIO_AUTH_TOKEN: token } }),
    );

    await expect(started).rejects.toThrow(/^--public-url starts with http:/);
  });
});

/** A port that is free together with the next one. */
async function freePair(): Promise<number> {
  for (;;) {
    const first = await listenOnLoopback(0, () => () => undefined);
    const second = await listenOnLoopback(first.port + 1, () => () => undefined).catch(() => undefined);
    await Promise.all([first.close(), second?.close()]);
    if (second !== undefined) return first.port;
  }
}

test('--json prints the same, one JSON object a line', async () => {
  const context = testContext({ toolsDirectory, env: {} });
  const done = dev({ assembly, port: 0, json: true }, context);
  const events = () => context.out().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  const ready = await eventually(() => events().find(({ type }) => type === 'ready'));
  await fetch(ready.webhookUrl, { method: 'POST', body: new URLSearchParams({ From: '+12025550123' }) });
  context.interrupt();
  await done;

  expect(ready).toMatchObject({
    gateway: 'Stack/OneConstruct',
    gateways: ['Stack/OneConstruct', 'Stack/TwoConstruct'],
    authToken: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(events()).toContainEqual(
    expect.objectContaining({ type: 'message', from: '…23', status: 200, outcome: 'replied' }),
  );
});

test('dev synthesizes the app again when its sources change, and goes on when it fails', async () => {
  const cwd = temporaryFolder();
  const app = `require('fs').cpSync(${JSON.stringify(assembly)}, process.env.CDK_OUTDIR, { recursive: true });`;
  write(cwd, 'app.js', app);
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  const context = testContext({ cwd, toolsDirectory, env: { PATH: process.env.PATH } });
  const done = dev({ port: 0, json: true }, context);
  const states = () =>
    context
      .out()
      .split('\n')
      .filter((line) => line.includes('"app"'))
      .map((line) => JSON.parse(line).status);
  await eventually(() => context.out().includes('"ready","time"'));

  write(cwd, 'app.js', `${app} console.log('the app says why'); process.exit(3);`);
  await eventually(() => states().includes('failed'));
  write(cwd, 'app.js', app);
  await eventually(() => states().at(-1) === 'ready');
  context.interrupt();
  await done;

  expect(states()).toEqual(['synthesizing', 'synthesizing', 'failed', 'synthesizing', 'ready']);
  expect(context.err()).toBe('the app says why\n');
});

test('dev synthesizes the app again when a file outside of the app changes that the bundler read', async () => {
  const folder = temporaryFolder();
  const cwd = path.join(folder, 'app');
  const manifest = JSON.parse(fs.readFileSync(path.join(assembly, 'manifest.json'), 'utf8'));
  manifest.artifacts.Stack.metadata = {
    '/Stack/Sms': [{ type: BUNDLED_FILES_METADATA, data: ['../../shared/words.ts'] }],
  };
  write(folder, 'shared/words.ts', 'a');
  write(cwd, 'manifest.log', JSON.stringify(manifest));
  write(cwd, 'app.js', `const fs = require('fs'); const out = process.env.CDK_OUTDIR;
    fs.cpSync(${JSON.stringify(assembly)}, out, { recursive: true });
    fs.copyFileSync('manifest.log', out + '/manifest.json');`);
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  const context = testContext({ cwd, toolsDirectory, env: { PATH: process.env.PATH } });
  const done = dev({ port: 0, json: true }, context);
  await eventually(() => context.out().includes('"ready","time"'));

  write(folder, 'shared/words.ts', 'b');
  await eventually(() => context.out().includes('"status":"ready"'));
  context.interrupt();
  await done;
});

test.each([{ options: { region: 'eu-west-1' } }, { options: { profile: 'mine' } }])(
  'dev rejects $options without --use-aws',
  async ({ options }) => {
    await expect(dev({ assembly: '/nowhere', port: 0, ...options }, testContext({ env: {} }))).rejects.toThrow(
      /^--region and --profile need --use-aws/,
    );
  },
);
