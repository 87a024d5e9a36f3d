import assert from 'node:assert/strict';
import { createServer, IncomingMessage, Server } from 'node:http';
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
const requestsElsewhere: IncomingMessage[] = [];

before(async () => {
  // A name that a foreign site points at this machine.
  browser = await launch(['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
  dev = await startDev([await assemblyWith({ Bot: ECHO })]);
  elsewhere = createServer((request, response) => {
    requestsElsewhere.push(request);
    response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>');
  });
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

test('the link with the key leaves no key in the address bar, in the history or in a cookie', async () => {
  const { page } = await openPage(browser, dev);

  assert.equal(page.url(), `${dev.url}/`);
  assert.deepEqual(await page.context().cookies(dev.url), []);
  assert.equal(await page.evaluate('history.length'), 2); // the empty page of the new tab, and ours
});

test('another server on this machine gets no key from the browser', async () => {
  const { ours, foreign } = await foreignTab();
  const key = await ours.evaluate("sessionStorage.getItem('page-key')") as string;
  const received = requestsElsewhere.flatMap((request) => [request.url ?? '', JSON.stringify(request.headers)]).join();

  assert.equal(key.length, 22);
  assert.ok(requestsElsewhere.length > 0 && !received.includes(key), received);
  assert.equal(await foreign.evaluate("sessionStorage.getItem('page-key')"), null);
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
  assert.deepEqual(authorized.sort(), ['403 /api/clear', '403 /api/messages', '403 /api/rotate', '403 /api/switches']);
  assert.deepEqual(await bubbles(ours, 'sent'), ['mine']);
  assert.equal(await ours.locator('.note').count(), 0);
});

test('another site cannot make the browser call the webhook', async () => {
  const { ours, foreign } = await foreignTab();
  await foreign.evaluate(`fetch(${JSON.stringify(dev.webhookUrl)}, { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ From: '+12025550123', Body: 'from elsewhere' }) })`);
  await foreign.evaluate(`new Promise((resolve) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(dev.webhookUrl)}, target: 'frame' });
    const frame = Object.assign(document.createElement('iframe'), { name: 'frame' });
    document.body.append(frame, form);
    frame.addEventListener('load', resolve);
    form.submit();
  })`);
  await send(ours, 'and now mine');
  await ours.locator('.turn[data-tone=good]').last().waitFor();

  assert.ok(!(await bubbles(ours, 'sent')).includes('from elsewhere'));
  assert.equal((await bubbles(ours, 'sent')).at(-1), 'and now mine');
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

  for (const path of ['/', '/page.js', '/api/events', `/${new URL(dev.pageUrl).hash}`]) {
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
