import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { assemblyWith, bubbles, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN } from '../support/messages';
import { encodeForm, sign } from '../support/signer';

// `dev --public-url`: what a real phone sends is shown beside what the page sends, and the page is not where the tunnel
// is.

const HOST = 'abc.example.com';

let browser: Browser;
let dev: Dev;

before(async () => {
  browser = await launch([`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]);
  const assembly = await assemblyWith({ Bot: 'export default ({ body }) => `You said ${body}`;' });
  dev = await startDev([assembly, '--public-url', `https://${HOST}`], { env: { TWILIO_AUTH_TOKEN: AUTH_TOKEN } });
});
after(async () => endAll(browser));

/** What comes through the tunnel when somebody texts the number. */
async function fromRealPhone(body: string, token = AUTH_TOKEN): Promise<number> {
  const form = messageForm({ Body: body });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(token, dev.tunnel!.webhookUrl, form), 'i-twilio-idempotency-token': body };
  return (await fetch(`${dev.tunnel!.url}/sms`, { method: 'POST', headers, body: encodeForm(form) })).status;
}

test('a text from a real phone is shown, with the URL that it was signed for, and can be repeated', async () => {
  const { page, problems } = await openPage(browser, dev);
  await send(page, 'from the page');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.equal(await fromRealPhone('from a real phone'), 200);
  await page.locator('label.contact').nth(3).click();
  await page.locator('.turn[data-tone=good]').waitFor();

  assert.deepEqual(await bubbles(page, 'sent'), ['from a real phone']);
  assert.deepEqual(await bubbles(page, 'reply'), ['You said from a real phone']);
  assert.match((await page.locator('.turn').textContent())!, /through the tunnel/);
  await page.locator('.meta').click();
  assert.match((await page.locator('#details').textContent())!, new RegExp(`https://${HOST}/sms\\s*signed`));

  await page.getByRole('button', { name: 'Repeat' }).click();
  await page.locator('.turn[data-tone=good]').nth(1).waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['You said from a real phone', 'You said from a real phone']);
  assert.deepEqual(problems, []); // nothing went out to the public URL
});

test('a forged one is rejected, and shown as rejected', async () => {
  const { page } = await openPage(browser, dev);
  assert.equal(await fromRealPhone('forged', OTHER_AUTH_TOKEN), 403);
  await page.locator('label.contact').nth(3).click();

  await page.locator('.turn', { hasText: 'forged' }).and(page.locator('[data-tone=bad]')).waitFor();
});

test('the page is neither at the port of the tunnel nor at its name, with the key neither', async () => {
  const { page } = await openPage(browser, dev);
  const other = await page.context().newPage();
  const [pagePort, tunnelPort] = [dev.url, dev.tunnel!.url].map((url) => new URL(url).port);
  const key = new URL(dev.pageUrl).hash;

  for (const path of ['/', `/${key}`, '/page.js', '/api/events', '/sms']) {
    assert.equal((await other.goto(`http://127.0.0.1:${tunnelPort}${path}`))?.status(), 404, path);
    assert.equal((await other.goto(`http://${HOST}:${tunnelPort}${path}`))?.status(), 404, path);
    assert.equal((await other.goto(`http://${HOST}:${pagePort}${path}`))?.status(), 421, path);
  }
});
