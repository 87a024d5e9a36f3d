import assert from 'node:assert/strict';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import { Browser, Page } from 'playwright-core';
import { assemblyWith, bubbles, Dev, endAll, launch, openPage, send, startDev, test } from './support';

// What other sites, which the developer visits in the same browser, can do to the page: nothing.

const ECHO = "export default ({ body }) => ({ body: `${body}`, media: 'https://example.com/<b>.png' });";

let browser: Browser;
let dev: Dev;
let elsewhere: Server;
let foreignOrigin: string;

before(async () => {
  // A name that a foreign site points at this machine.
  browser = await launch(['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
  dev = await startDev([await assemblyWith({ Bot: ECHO })]);
  elsewhere = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>'));
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  // Another port of the same host: the worst case, since browsers take that for the same site and send the cookie.
  foreignOrigin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
after(async () => {
  elsewhere.closeAllConnections();
  elsewhere.close();
  await endAll(browser);
});

/** A tab of another site, in the browser that holds the key. */
async function foreignTab(): Promise<{ ours: Page; foreign: Page }> {
  const { page: ours } = await openPage(browser, dev);
  const foreign = await ours.context().newPage();
  await foreign.goto(foreignOrigin);
  return { ours, foreign };
}

test('the link with the key leaves no key behind', async () => {
  const { page } = await openPage(browser, dev);

  assert.equal(page.url(), `${dev.url}/`);
  const [cookie] = await page.context().cookies(dev.url);
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);
  assert.equal(await page.evaluate('document.cookie'), '');
});

test('another site cannot send, change or read anything', async () => {
  const { ours, foreign } = await foreignTab();
  const forms = { '/api/messages': { from: '+12025550123', channel: 'sms', body: 'from elsewhere', media: [] }, '/api/rotate': {}, '/api/clear': {}, '/api/switches': { delayMs: 60_000 } };
  await send(ours, 'mine');
  await ours.locator('.turn[data-tone=good]').waitFor();
  const authorized: string[] = [];
  ours.context().on('request', (request) => new URL(request.url()).pathname.startsWith('/api/') && void request.response().then((response) => response && authorized.push(`${response.status()} ${new URL(request.url()).pathname}`)));
  for (const [path, body] of Object.entries(forms)) {
    await foreign.evaluate(`fetch(${JSON.stringify(dev.url + path)}, { method: 'POST', mode: 'no-cors', credentials: 'include', body: ${JSON.stringify(JSON.stringify(body))} })`);
  }
  const read = await foreign.evaluate(`new Promise((resolve) => {
    const source = new EventSource(${JSON.stringify(`${dev.url}/api/events`)}, { withCredentials: true });
    source.addEventListener('start', ({ data }) => resolve(data));
    source.addEventListener('error', () => resolve('rejected'));
  })`);

  assert.equal(read, 'rejected');
  assert.deepEqual(authorized.sort(), ['401 /api/clear', '401 /api/messages', '401 /api/rotate', '401 /api/switches']);
  assert.deepEqual(await bubbles(ours, 'sent'), ['mine']);
  assert.equal(await ours.locator('.note').count(), 0);
});

test('another site cannot frame the page', async () => {
  const { foreign } = await foreignTab();
  await foreign.evaluate(`new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(dev.url)}, onload: resolve });
    document.body.append(frame);
  })`);

  assert.equal(await foreign.frames()[1].locator('#body').count(), 0);
});

test('a name that points at this machine is not served', async () => {
  const { page } = await openPage(browser, dev);
  const port = new URL(dev.url).port;
  const rebound = await page.context().newPage();

  for (const path of ['/', '/page.js', '/api/events', `/?key=${new URL(dev.pageUrl).searchParams.get('key')}`]) {
    assert.equal((await rebound.goto(`http://rebound.example:${port}${path}`))?.status(), 421, path);
  }
});

test('whatever a text, a reply or a request holds is shown as text', async () => {
  const { page, problems } = await openPage(browser, dev);
  const nasty = '"><img src=x onerror=alert(1)><svg/onload=alert(1)>${1}</span></script><script>alert(1)</script>';
  page.on('dialog', (dialog) => problems.push(dialog.message()));
  await send(page, nasty);
  await page.locator('.turn', { hasText: 'onerror' }).locator('.reply').waitFor();
  assert.equal((await bubbles(page, 'reply')).at(-1), nasty);
  assert.deepEqual(await page.locator('.bubble.reply a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))).then((links) => links.slice(-1)), ['https://example.com/<b>.png']);

  const forms = new URLSearchParams({ From: nasty, To: nasty, Body: nasty, [nasty]: nasty, MessageSid: nasty, NumMedia: '2', MediaUrl0: nasty, MediaContentType0: nasty, MediaUrl1: 'javascript:alert(1)' });
  await fetch(`${dev.webhookUrl}?${encodeURIComponent(nasty)}`, { method: 'POST', body: forms, headers: { 'x-twilio-signature': nasty.replace(/\n/g, ''), 'user-agent': nasty } });
  await page.locator('label.contact').nth(3).click();
  await page.locator('.turn').waitFor();
  assert.deepEqual(await page.locator('.bubble .file').evaluateAll((files) => files.map(({ nodeName }) => nodeName)), ['SPAN', 'SPAN']); // no links
  await page.locator('.meta').click();
  await page.locator('#details summary').evaluateAll((elements) => elements.forEach((element) => (element as unknown as { click(): void }).click()));
  assert.ok((await page.locator('#details').textContent())!.includes(nasty));
  assert.equal(await page.locator('main img, main script, main svg[onload]').count(), 0);
  assert.deepEqual(problems, []);
});
