import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { bubbles, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { temporaryFolder, write } from '../local/support';
import { ROOT } from '../support/paths';

// As a user does it: the packed tarball, and from npm the newest AWS CDK, installed into an app elsewhere. What is
// packed is what was built: run `npm run build`, or compile and bundle, before.

/** `aws-cdk@latest` is an accidental publish. */
const FROM_NPM = ['aws-cdk-lib@2', 'constructs@10', 'aws-cdk@^2.1148.1'];

const app = (props: string) => `const { App, Stack } = require('aws-cdk-lib');
const { ReplyHandler, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');
const app = new App();
new TwilioSmsGateway(new Stack(app, 'Shop'), 'Sms', ${props});
app.synth();`;

const reply = (text: string) => `import type { ReplyFunction } from 'cdk-twilio-sms-gateway/runtime';
const reply: ReplyFunction = ({ body }) => \`${text} \${body}\`;
export default reply;`;

let browser: Browser;
let cwd: string;
const versions: string[] = [];

before(async () => {
  browser = await launch();
  cwd = temporaryFolder();
  const [{ filename }] = JSON.parse(run('npm', ['pack', ROOT, '--json', '--ignore-scripts', '--pack-destination', cwd]));
  write(cwd, 'package.json', '{ "private": true }');
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`, ...FROM_NPM]);
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  versions.push(...['aws-cdk-lib', 'aws-cdk'].map((name) => `${name} ${JSON.parse(fs.readFileSync(path.join(cwd, 'node_modules', name, 'package.json'), 'utf8')).version}`));
});
after(async () => endAll(browser));

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

async function start(): Promise<Dev> {
  return startDev([], { cwd, command: ['npx', 'cdk-twilio-sms-gateway'] });
}

test('npx cdk-twilio-sms-gateway dev, with nothing installed beyond the package, aws-cdk-lib and the CDK CLI', async () => {
  write(cwd, 'app.js', app('{}'));
  const dev = await start();
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'Hello from elsewhere');
  await page.locator('.turn[data-tone=good]').waitFor();

  assert.deepEqual(await bubbles(page, 'reply'), ['Hello from elsewhere']);
  assert.equal(await page.locator('#gateway').textContent(), 'Shop/Sms');
  assert.deepEqual(problems, []);
  console.log(versions.join(', '));
  await dev.stop();
});

test('the next text meets the reply module as it is now; what breaks it is shown, and what ran before goes on', async () => {
  run('npm', ['install', '--no-audit', '--no-fund', '--save-dev', 'esbuild']);
  write(cwd, 'app.js', app("{ replyHandler: ReplyHandler.fromModule('src/reply.ts') }"));
  write(cwd, 'src/reply.ts', reply('One:'));
  const dev = await start();
  const { page, problems } = await openPage(browser, dev);
  page.setDefaultTimeout(120_000); // synthesis takes what it takes
  const broken = page.locator('#app[data-tone=bad]');
  const exchange = async (text: string, count: number) => {
    await send(page, text);
    await page.locator('.turn[data-tone=good]').nth(count - 1).waitFor();
    return (await bubbles(page, 'reply')).at(-1);
  };
  const change = async (file: string, content: string) => {
    write(cwd, file, content);
    await page.getByText('Synthesizing the app').waitFor();
  };
  assert.equal(await exchange('a', 1), 'One: a');

  await change('src/reply.ts', reply('Two:'));
  await page.locator('#app').waitFor({ state: 'hidden' });
  assert.equal(await exchange('b', 2), 'Two: b');

  write(cwd, 'src/reply.ts', "export default () => 'unfinished;");
  await broken.getByText('Unterminated string literal').waitFor();
  assert.equal(await exchange('c', 3), 'Two: c');

  write(cwd, 'app.js', 'require("./no-such-file");'); // fails so soon that it is hardly seen to begin
  await broken.getByText("Cannot find module './no-such-file'").waitFor();
  assert.equal(await exchange('d', 4), 'Two: d');

  write(cwd, 'src/reply.ts', reply('Three:'));
  write(cwd, 'app.js', app("{ replyHandler: ReplyHandler.fromModule('src/reply.ts') }"));
  await page.locator('#app').waitFor({ state: 'hidden' });
  assert.equal(await exchange('e', 5), 'Three: e');

  assert.match(dev.errors(), /Unterminated string literal[^]*no-such-file/);
  assert.deepEqual(dev.lines.filter(({ type, status }) => type === 'app' && status === 'failed').length, 2);
  assert.deepEqual(problems, []);
});
