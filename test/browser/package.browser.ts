import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { bubbles, endAll, launch, openPage, send, startDev, test } from './support';
import { temporaryFolder, write } from '../local/support';

// As built: run `npm run build`, or compile and bundle, before.

const ROOT = path.join(__dirname, '../..');
const APP = `const { App, Stack } = require('aws-cdk-lib');
const { TwilioSmsGateway } = require('cdk-twilio-sms-gateway');
const app = new App();
new TwilioSmsGateway(new Stack(app, 'Shop'), 'Sms');
app.synth();`;

let browser: Browser;

before(async () => {
  browser = await launch();
});
after(async () => endAll(browser));

test('dev runs from the packed tarball in an app elsewhere, with nothing else than aws-cdk-lib and constructs', async () => {
  const cwd = temporaryFolder();
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', cwd], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  const modules = path.join(cwd, 'node_modules');
  fs.mkdirSync(path.join(modules, '.bin'), { recursive: true });
  execFileSync('tar', ['-xzf', path.join(cwd, filename), '-C', modules]);
  fs.renameSync(path.join(modules, 'package'), path.join(modules, 'cdk-twilio-sms-gateway'));
  // What npm would do: packages that the user has, and the link that npx looks for.
  for (const name of ['aws-cdk-lib', 'constructs']) fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  const { bin } = JSON.parse(fs.readFileSync(path.join(modules, 'cdk-twilio-sms-gateway/package.json'), 'utf8'));
  fs.symlinkSync(path.join('../cdk-twilio-sms-gateway', bin['cdk-twilio-sms-gateway']), path.join(modules, '.bin/cdk-twilio-sms-gateway'));
  write(cwd, 'package.json', '{}');
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  write(cwd, 'app.js', APP);
  assert.match(execFileSync('npx', ['--no-install', 'cdk-twilio-sms-gateway', '--version'], { cwd, stdio: ['ignore', 'pipe', 'ignore'] }).toString(), /^\d+\.\d+\.\d+/);

  const dev = await startDev([], { cwd, main: path.join(modules, '.bin/cdk-twilio-sms-gateway') });
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'Hello from elsewhere');
  await page.locator('.turn[data-tone=good]').waitFor();

  assert.deepEqual(await bubbles(page, 'reply'), ['Hello from elsewhere']);
  assert.equal(await page.locator('#gateway').textContent(), 'Shop/Sms');
  assert.deepEqual(problems, []);
});
