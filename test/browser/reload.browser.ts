import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { assemblyWith, bubbles, endAll, launch, openPage, send, startDev, test } from './support';
import { temporaryFolder, write } from '../local/support';

// An app as the CDK CLI would run it. What it puts into its output is made beforehand: synthesis itself is tested
// elsewhere.

let browser: Browser;

before(async () => {
  browser = await launch();
});
after(async () => endAll(browser));

test('the next text meets the reply module as it is now; a broken app is shown, and what ran before goes on', async () => {
  const cwd = temporaryFolder();
  const made = await assemblyWith({ Bot: '' });
  const app = `const fs = require('node:fs'); const out = process.env.CDK_OUTDIR; fs.cpSync(${JSON.stringify(made)}, out, { recursive: true });
    fs.copyFileSync('src/reply.mjs', out + '/asset.Bot/reply.mjs');`;
  write(cwd, 'app.js', app);
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  write(cwd, 'src/reply.mjs', "export default () => 'before';");
  const dev = await startDev([], { cwd });
  const { page, problems } = await openPage(browser, dev);
  const exchange = async (text: string, count: number) => {
    await send(page, text);
    await page.locator('.turn[data-tone=good]').nth(count - 1).waitFor();
  };
  await exchange('one', 1);

  write(cwd, 'src/reply.mjs', "export default () => 'after';");
  await page.getByText('Reloaded').waitFor();
  await exchange('two', 2);

  write(cwd, 'app.js', `${app}\nthrow new Error('no such table');`);
  await page.locator('#app', { hasText: 'no such table' }).waitFor();
  await exchange('three', 3);
  await page.setViewportSize({ width: 1280, height: 620 });
  await page.reload(); // what is shown above the phone takes room of the conversation, whose end stays in sight
  await page.locator('#app', { hasText: 'no such table' }).waitFor();
  await page.waitForTimeout(300);
  const [scroll, last] = await Promise.all(['#scroll', '.turn:last-child .caption'].map(async (selector) => page.locator(selector).boundingBox()));
  assert.ok(
    last!.y >= scroll!.y && last!.y + last!.height <= scroll!.y + scroll!.height,
    JSON.stringify({ scroll, last }),
  );

  write(cwd, 'app.js', app);
  await page.locator('#app').waitFor({ state: 'hidden' });
  await exchange('four', 4);

  assert.deepEqual(await bubbles(page, 'reply'), ['before', 'after', 'after', 'after']);
  assert.deepEqual(problems, []);
  const states = dev.lines.filter(({ type }) => type === 'app').map(({ status }) => status);
  assert.deepEqual(states.filter((status) => status !== 'synthesizing'), ['ready', 'failed', 'ready']);
});

test('an assembly that is there already is read again when it is changed', async () => {
  const directory = await assemblyWith({ Bot: "export default () => 'before';" });
  const dev = await startDev([directory]);
  const { page } = await openPage(browser, dev);
  await send(page, 'one');
  await page.locator('.turn[data-tone=good]').waitFor();
  write(directory, path.join('asset.Bot', 'reply.mjs'), "export default () => 'and after';");
  await send(page, 'two');
  await page.locator('.turn[data-tone=good]').nth(1).waitFor();

  assert.deepEqual(await bubbles(page, 'reply'), ['before', 'and after']);
});
