import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import axe, { AxeResults } from 'axe-core';
import { Browser, Page } from 'playwright-core';
import { assemblyWith, clear, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { temporaryFolder, write } from '../local/support';

const BOT = `export default async ({ body }) => { console.log('a line'); if (body === 'fail') throw new Error('failed');
  if (body === 'wait') await new Promise((resolve) => setTimeout(resolve, 4000)); return { body: 'ok', media: 'https://example.com/a.png' }; };`;

let browser: Browser;
let dev: Dev;

before(async () => {
  browser = await launch();
  dev = await startDev([await assemblyWith({ One: BOT, Two: BOT })]);
});
after(async () => endAll(browser));

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate('axe.run()') as AxeResults;
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`);
}

test('an empty page', async () => {
  const { page } = await openPage(browser, dev);
  assert.deepEqual(await serious(page), []);
});

test('a page without the key, one whose gateway has ended, and a broken app', async () => {
  const cwd = temporaryFolder();
  const app = `require('node:fs').cpSync(${JSON.stringify(await assemblyWith({ Bot: BOT }))}, process.env.CDK_OUTDIR, { recursive: true });`;
  write(cwd, 'app.js', app);
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  const ending = await startDev([], { cwd });
  const { page } = await openPage(browser, ending);
  write(cwd, 'app.js', `${app} throw new Error('no such table');`);
  await page.locator('#app[data-tone=bad]').waitFor();
  assert.deepEqual(await serious(page), []);

  await ending.stop();
  await page.locator('#notice').waitFor();
  assert.deepEqual(await serious(page), []);

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(dev.url);
  await stranger.locator('#notice').waitFor();
  assert.deepEqual(await serious(stranger), []);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 820, 1440]) {
    test(`all that there is to see, ${colorScheme}, ${width} pixels wide`, async () => {
      const { page } = await openPage(browser, dev, { colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      const details = page.getByRole('button', { name: 'Details', exact: true });
      const phone = page.getByRole('button', { name: 'Phone', exact: true });
      const isNarrow = width < 800;
      // The test before rotated the token, which a running function may not have read yet.
      if (isNarrow) await details.click();
      await page.getByRole('button', { name: 'Restart' }).click();
      await page.getByText('Function restarted').waitFor({ state: 'attached' });
      if (isNarrow) await phone.click();
      for (const text of ['fail', 'hello', 'wait']) await send(page, text);
      if (isNarrow) await details.click();
      await page.getByRole('button', { name: 'Forge' }).click();
      await page.getByRole('button', { name: 'Rotate token' }).click();
      if (isNarrow) await phone.click();
      await page.locator('.turn[data-tone=bad]').nth(1).waitFor();
      await page.locator('#extras summary').click();
      await page.getByLabel('Add what Twilio sends').selectOption('Location');
      assert.deepEqual(await serious(page), []);

      for (const turn of await page.locator('.meta').all()) {
        await turn.click();
        await page.locator('#details summary').evaluateAll((elements) => elements.forEach((element) => (element as unknown as { click(): void }).click()));
        assert.deepEqual(await serious(page), []);
        if (isNarrow) await phone.click();
      }
      await clear(page, dev);
    });
  }
}
