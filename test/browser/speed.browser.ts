import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser, CDPSession, Page } from 'playwright-core';
import { assemblyWith, clear, Dev, endAll, launch, openPage, startDev, test } from './support';
import { REPLY_MODULE_ENV } from '../../src/shared/env';

const MESSAGES = 500;

/** From the key to the frame in which the echo is on screen, in milliseconds, 40 times. */
const MEASURE = `(async () => {
  const body = document.getElementById('body'), list = document.getElementById('conversation'), times = [];
  for (let i = 0; i < 45; i++) {
    const text = 'message ' + i;
    body.value = text;
    const start = performance.now();
    body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    await new Promise((resolve) => {
      const seen = () => list.lastElementChild?.querySelector('.reply .text')?.textContent === text;
      const observer = new MutationObserver(() => seen() && (observer.disconnect(), requestAnimationFrame(resolve)));
      observer.observe(list, { childList: true, subtree: true });
    });
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times.slice(5).sort((a, b) => a - b);
})()`;

const WATCH_FRAMES = `(() => {
  const observer = new PerformanceObserver((list) => (window.frames_.slow += list.getEntries().length));
  observer.observe({ type: 'long-animation-frame' });
  window.frames_ = { longest: 0, slow: 0, running: true, observer };
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    window.frames_.longest = Math.max(window.frames_.longest, now - last);
    last = now;
    if (window.frames_.running) requestAnimationFrame(frame);
  });
})()`;

const SEND_MANY = `(async () => {
  const send = (i) => fetch('/api/messages', { method: 'POST', headers: { 'content-type': 'application/json', 'x-page-key': sessionStorage.getItem('page-key') },
    body: JSON.stringify({ from: '+12025550123', channel: 'sms', body: 'message ' + i + ' ' + 'word '.repeat(i % 30), media: [], isForged: false }) });
  for (let i = 0; i < ${MESSAGES}; i += 5) {
    await Promise.all([0, 1, 2, 3, 4].map((j) => send(i + j)));
    while (document.querySelectorAll('.typing').length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
})()`;

let browser: Browser;
let dev: Dev;
let page: Page;
let cdp: CDPSession;

before(async () => {
  browser = await launch();
  dev = await startDev([await assemblyWith({ Echo: '' }, { variables: { [REPLY_MODULE_ENV]: 'echo' } })]);
  ({ page } = await openPage(browser, dev, { viewport: { width: 1440, height: 900 } }));
  cdp = await page.context().newCDPSession(page);
});
after(async () => endAll(browser));

async function heapMegabytes(): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

async function typing(): Promise<{ longest: number; slow: number }> {
  await page.locator('#body').focus();
  await page.evaluate(WATCH_FRAMES);
  await page.keyboard.type('The quick brown fox jumps over the lazy dog. '.repeat(6), { delay: 10 });
  const frames = await page.evaluate('(window.frames_.running = false, window.frames_.observer.disconnect(), { longest: window.frames_.longest, slow: window.frames_.slow })');
  await page.locator('#body').fill('');
  return frames as { longest: number; slow: number };
}

/** The figures are what counts, and depend on the machine: the assertions only notice when something is badly wrong. */
test('from Enter to the echo on screen', async () => {
  const times = await page.evaluate(MEASURE) as number[];
  const at = (share: number) => times[Math.floor(times.length * share)];
  console.log(`Enter to echo (goal: median below 60 ms): median ${at(0.5).toFixed(1)} ms, 90 % ${at(0.9).toFixed(1)} ms, longest ${times.at(-1)!.toFixed(1)} ms`);

  assert.ok(at(0.5) < 600, `median ${at(0.5)} ms`);
});

test(`with ${MESSAGES} messages typing is smooth, and memory is flat`, async () => {
  await clear(page, dev);
  const empty = await typing();
  await page.evaluate(SEND_MANY);
  await page.locator('.turn[data-tone=good]').nth(MESSAGES - 1).waitFor({ state: 'attached' });
  await page.waitForTimeout(1000); // the last log lines
  const full = await heapMegabytes();
  const { longest, slow } = await typing();
  for (let i = 0; i < 10; i++) {
    await page.getByRole('radio', { name: 'Grace' }).check();
    await page.getByRole('radio', { name: 'Ada' }).check();
    await page.locator('.meta').nth(i * 40).evaluate((button) => (button as unknown as { click(): void }).click());
  }
  const used = await heapMegabytes();
  console.log(`No messages: longest frame while typing ${empty.longest.toFixed(1)} ms, above 50 ms ${empty.slow} (what the machine adds)`);
  console.log(`${MESSAGES} messages: longest frame while typing ${longest.toFixed(1)} ms, above 50 ms ${slow}; heap ${full.toFixed(1)} MB, after use ${used.toFixed(1)} MB`);

  assert.ok(slow <= empty.slow + 10, `${slow} frames above 50 ms, ${empty.slow} without messages`);
  assert.ok(used - full < 3, `the heap grew from ${full} to ${used} MB`);
});
