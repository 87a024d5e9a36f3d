import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { assemblyWith, bubbles, endAll, launch, openPage, send, startDev, test } from './support';
import { temporaryFolder } from '../local/support';

let browser: Browser;

before(async () => {
  browser = await launch();
});
after(async () => endAll(browser));

test('shows that the function was killed in the middle of a message, and the next text is answered', async () => {
  const pidFile = path.join(temporaryFolder(), 'pid');
  const dev = await startDev([await assemblyWith({
    Bot: `import fs from 'node:fs';
      export default ({ body }) => body === 'wait' ? (fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)), new Promise(() => {})) : 'alive';`,
  })]);
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'wait');
  await page.locator('.typing').waitFor();
  while (!fs.existsSync(pidFile) || fs.readFileSync(pidFile, 'utf8') === '') await page.waitForTimeout(20);
  process.kill(Number(fs.readFileSync(pidFile, 'utf8')), 'SIGKILL');
  await page.locator('.turn[data-tone=bad]').waitFor();

  assert.match((await page.locator('#details .head').textContent())!, /^500Failed.*Runtime exited: SIGKILL/);
  await send(page, 'and now?');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['alive']);
  assert.deepEqual(problems, []);
});

test('says that the gateway was ended, and what to do', async () => {
  const dev = await startDev([await assemblyWith({ Bot: "export default () => 'here';" })]);
  const { page } = await openPage(browser, dev);
  await dev.stop();
  await page.getByText('The local gateway does not answer. Start it again').waitFor();
  assert.equal(await page.locator('#live').textContent(), 'Stopped');

  await send(page, 'is anybody there?');
  await page.waitForTimeout(200);
  assert.equal(await page.locator('#body').inputValue(), 'is anybody there?'); // not lost
});

test('shows what the handler printed, how it failed, and loads no media from elsewhere', async () => {
  const dev = await startDev([await assemblyWith({
    Bot: `export default ({ body }) => { console.log('got <b>' + body.length); if (body === 'fail') throw new Error('out of beans');
      return { body: 'here', media: 'https://example.com/owl.png' }; };`,
  })]);
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'hello');
  await page.locator('a.file').waitFor();
  await page.getByText('got <b>5').waitFor();
  assert.equal(await page.locator('a.file').getAttribute('href'), 'https://example.com/owl.png');

  await send(page, 'fail');
  await page.locator('.turn[data-tone=bad]').waitFor();
  assert.match((await page.locator('#details .head').textContent())!, /^500Handler failed.*out of beans/);
  assert.deepEqual(problems, []);
});

test('switches between the gateways of an app, and keeps their conversations apart', async () => {
  const dev = await startDev([await assemblyWith({ One: "export default () => 'one';", Two: "export default () => 'two';" })]);
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'who are you?');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['one']);

  await page.getByLabel('Gateway').selectOption('Stack/TwoConstruct');
  await page.locator('.turn').waitFor({ state: 'detached' });
  await send(page, 'and you?');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['two']);
  assert.deepEqual(problems, []);
});
