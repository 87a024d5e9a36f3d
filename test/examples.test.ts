import { exec, execFile } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import mediaReply from '../examples/media/reply';
import { invoke } from '../src/testing';
import { ServedApp } from './support/served-app';

// Each example is an app of its own that finds the library by its name: this needs lib/ and assets/ to be built.

const EXAMPLES = path.join(__dirname, '..', 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** A text to an example, and what its own asset answers in the process in which `dev` runs it. */
const ANSWERS: Record<string, [text: string, messages: unknown[]]> = {
  'custom-reply': ['menu', [{ body: 'Here is our menu.', media: ['https://demo.twilio.com/owl.png'] }, { body: 'Enjoy!' }]],
  'echo': ['Hello', [{ body: 'Hello' }]],
  'media': ['Hello', [{ body: 'Send me a picture.' }]],
  'tested-handler': ['add 1 2', [{ body: 'friend, that is 3.' }]],
};

describe.each(examples)('examples/%s', (example) => {
  const folder = path.join(EXAMPLES, example);

  const outdir = mkdtempSync(path.join(tmpdir(), `example-${example}-`));

  test('synthesizes by the command in its cdk.json, with a gateway and without a warning', async () => {
    const { app, context = {} } = JSON.parse(readFileSync(path.join(folder, 'cdk.json'), 'utf8'));

    // As the CDK CLI runs it.
    await promisify(exec)(app, { cwd: folder, env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) } });

    const { stacks } = new CloudAssembly(outdir);
    expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
    expect(JSON.stringify(stacks.map(({ template }) => template))).toContain('"cdk-twilio-sms-gateway":{"version"');
  }, 60_000);

  const [text, messages] = ANSWERS[example] ?? [];
  (text === undefined ? test.skip : test)('answers a signed text', async () => {
    const app = await ServedApp.start(outdir);
    const exchange = await app.text(text!);
    await app.close();

    expect(exchange).toEqual({ status: 200, messages });
  }, 30_000);

  test('says at its top what it shows, how to run it and what it costs', () => {
    const [header] = readFileSync(path.join(folder, 'app.ts'), 'utf8').split('*/');

    expect(header).toMatch(/^\/\*\*[^]*deploy[^]*cost/i);
  });

  test('is in the table of examples/README.md', () => {
    expect(readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8')).toContain(`| [${example}](${example}) |`);
  });
});

test('the test of examples/tested-handler passes as its users run it', async () => {
  const jest = require.resolve('jest/bin/jest');

  const { stderr } = await promisify(execFile)(process.execPath, [jest], { cwd: path.join(EXAMPLES, 'tested-handler') });

  expect(stderr).toMatch(/Tests: +4 passed, 4 total/);
}, 120_000);

test('examples/media answers pictures', async () => {
  const media = [{ url: 'https://api.twilio.com/1', contentType: 'image/png' }, { url: 'https://api.twilio.com/2', contentType: 'image/png' }];

  const { messages } = await invoke(mediaReply, { media }, { fetchMedia: async ({ url }) => ({ contentType: 'image/png', bytes: Buffer.from(url) }) });

  expect(messages).toEqual([{ body: 'image/png, 24 bytes, fingerprint cf92ce69\nimage/png, 24 bytes, fingerprint ee54912b' }]);
});
