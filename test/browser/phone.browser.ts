import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';
import { Browser, Page } from 'playwright-core';
import { assemblyWith, bubbles, clear, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { REPLY_MODULE_ENV } from '../../src/shared/env';

// The echo gateway, exactly as it is deployed.

/** A red dot. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

let browser: Browser;
let dev: Dev;
let page: Page;
let problems: string[];

before(async () => {
  browser = await launch();
  dev = await startDev([await assemblyWith({ Echo: '' }, { variables: { [REPLY_MODULE_ENV]: 'echo' } })]);
});
after(async () => endAll(browser));

beforeEach(async () => {
  ({ page, problems } = await openPage(browser, dev));
});

afterEach(async () => {
  await clear(page, dev);
  await page.context().close();
  assert.deepEqual(problems, []); // neither an error on the console nor a request to elsewhere
});

async function answered(count = 1): Promise<void> {
  await page.locator('.turn:not([data-tone=wait])').nth(count - 1).waitFor();
}

for (const [what, text] of [
  ['words', 'Hello, world'],
  ['emoji', '👩‍👩‍👧‍👦 naïve 🙏🏽'],
  ['1,600 characters', 'lorem ipsum '.repeat(134).slice(0, 1600)],
  ['markup', '<script>document.title = "hacked"</script><img src=x onerror="document.title=1">&amp;'],
  ['lines and spaces', '  two\n\n  lines  '],
]) {
  test(`sends ${what}, and shows the same as the echo`, async () => {
    await send(page, text);
    await answered();

    assert.deepEqual([await bubbles(page, 'sent'), await bubbles(page, 'reply')], [[text], [text]]);
    assert.match(await page.title(), /Twilio SMS gateway$/);
    assert.equal(await page.locator('#details .status').textContent(), '200');
  });
}

test('counts characters and segments while typing', async () => {
  const counter = page.locator('#counter');
  for (const [text, expected] of [['', 'GSM-7 · 0/160 · 1 segment'], ['a€', 'GSM-7 · 3/160 · 1 segment'], ['x'.repeat(161), 'GSM-7 · 161/306 · 2 segments'],
    ['ł', 'UCS-2 · 1/70 · 1 segment'], ['x'.repeat(1601), '1 too many: Twilio takes 1600']]) {
    await page.locator('#body').fill(text);
    assert.equal(await counter.textContent(), expected);
  }
});

test('says that there is nothing yet, and is small', async () => {
  await page.getByText('No messages from Ada yet').waitFor();
  await page.getByRole('heading', { name: 'Send a message' }).waitFor();
  const sizes = await page.evaluate("[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(({ name }) => !name.endsWith('/api/events')).map(({ transferSize }) => transferSize)") as number[];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`The page, in ${sizes.length} files: ${(total / 1000).toFixed(1)} kB transferred`);

  assert.ok(sizes.length >= 3 && total > 10_000 && total < 60_000, `${total} bytes`);
});

test('sends an image, and shows the one that comes back', async () => {
  await page.locator('#file').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') });
  await page.getByText('dot.png').waitFor();
  await send(page, 'look');
  await answered();

  const sizes = await page.locator('.bubble img').evaluateAll((images) => images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth));
  assert.deepEqual(sizes, [5, 5]);
  assert.equal(await page.getByRole('row', { name: 'MediaContentType0 image/png' }).count(), 1);
});

test('shows a forged text as rejected', async () => {
  await page.getByRole('button', { name: 'Forge' }).click();
  await answered();

  assert.deepEqual(await bubbles(page, 'reply'), []);
  assert.match((await page.locator('#details .head').textContent())!, /^403Rejected/);
  assert.match((await page.locator('.meta').textContent())!, /Rejected$/);
  await page.getByText('Not genuine').waitFor();
});

test('does not mix two senders', async () => {
  await send(page, 'from Ada');
  await page.getByRole('radio', { name: 'Grace' }).check();
  await send(page, 'from Grace');
  await answered();

  assert.deepEqual([await bubbles(page, 'sent'), await bubbles(page, 'reply')], [['from Grace'], ['from Grace']]);
  await page.getByRole('radio', { name: 'Ada' }).check();
  await page.locator('.bubble', { hasText: 'from Ada' }).first().waitFor();
  assert.deepEqual([await bubbles(page, 'sent'), await bubbles(page, 'reply')], [['from Ada'], ['from Ada']]);
});

test('keeps the history when the page is loaded again, and shows it in a second window', async () => {
  await send(page, 'still here');
  await answered();
  await page.reload();
  await answered();
  const second = await openPage(browser, dev);
  await second.page.locator('.bubble.reply').waitFor();

  assert.deepEqual([await bubbles(page, 'reply'), await bubbles(second.page, 'reply')], [['still here'], ['still here']]);
  await second.page.context().close();
});

test('shows what other programs send to the webhook', async () => {
  await fetch(dev.webhookUrl, { method: 'POST', body: new URLSearchParams({ From: '+12025550123', Body: 'unsigned' }) });
  await answered();

  assert.deepEqual(await bubbles(page, 'sent'), ['unsigned']);
  await page.getByText('from another program').waitFor();
});

test('can be used with the keyboard only', async () => {
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await answered(1);
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await answered(2);
  for (let i = 0; i < 30 && !await page.locator('.meta:focus').count(); i++) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await page.locator('#details').getByRole('row', { name: 'Body one' }).waitFor();
  await page.keyboard.press('Escape');

  assert.equal(await page.locator('#body:focus').count(), 1);
  for (let i = 0; i < 30 && !await page.locator('[name=contact]:focus').count(); i++) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await page.locator('#talk', { hasText: 'Grace' }).waitFor();
});

test('repeats a text, rotates the token without losing one, and withholds the reply to STOP', async () => {
  // After a forged text, which another test has sent, the function does not look for a new token for 5 seconds.
  await page.getByRole('button', { name: 'Restart' }).click();
  await send(page, 'hi');
  await answered(1);
  await page.getByRole('button', { name: 'Repeat' }).click();
  await answered(2);
  await page.getByRole('button', { name: 'Rotate token' }).click();
  await page.getByText('Auth token rotated').waitFor();
  await send(page, 'after the rotation');
  await answered(3);
  await page.getByRole('button', { name: 'Send STOP' }).click();
  await answered(4);

  assert.deepEqual(await bubbles(page, 'reply'), ['hi', 'hi', 'after the rotation']);
  assert.match((await page.locator('.meta').last().textContent())!, /Reply suppressed$/);
});

test('START and HELP are ordinary texts', async () => {
  for (const [index, word] of ['START', 'HELP'].entries()) {
    await page.getByRole('button', { name: `Send ${word}` }).click();
    await answered(index + 1);
  }

  assert.deepEqual(await bubbles(page, 'reply'), ['START', 'HELP']);
});

test('texts come by WhatsApp and as MMS, too', async () => {
  const row = async (name: string) => page.locator('#details').getByRole('row', { name }).locator('td').first().textContent();
  await page.getByRole('radio', { name: 'WhatsApp' }).check();
  await page.locator('#body').fill('hi');
  assert.equal(await page.locator('#counter').textContent(), '2/1600');
  await send(page, 'by WhatsApp');
  await answered(1);
  assert.deepEqual([await row('From '), await row('To ')], ['whatsapp:+12025550123', 'whatsapp:+12025550100']);
  assert.equal(await page.locator('.bubble.sent .tag').textContent(), 'WhatsApp');

  await page.getByRole('radio', { name: 'MMS' }).check();
  await send(page, 'as MMS');
  await answered(2);
  await page.getByText('SIDs', { exact: true }).click();
  assert.match((await row('MessageSid '))!, /^MM[0-9a-f]{32}$/);
  assert.deepEqual(await bubbles(page, 'reply'), ['by WhatsApp', 'as MMS']);
});

test('adds a sender', async () => {
  await page.locator('button.add').click();
  await page.getByLabel('Phone number of the new sender').fill('+49 151 2345-6789');
  await page.keyboard.press('Enter');
  await page.locator('#body:focus').waitFor();
  await send(page, 'Hallo');
  await answered();

  assert.match((await page.locator('#talk').textContent())!, /^…6789 \+4915123456789/);
  assert.deepEqual(await bubbles(page, 'reply'), ['Hallo']);
});

test('says what a reply takes', async () => {
  await send(page, 'x'.repeat(161));
  await answered();

  assert.match((await page.locator('.caption').textContent())!, /^\d\d:\d\d:\d\d · 2 segments · ✓ Sent$/);
});

test('a long conversation is shown at its end, also when it is loaded again and while the user reads above', async () => {
  const texts = [...Array.from({ length: 12 }, (_, i) => `${i} ${'long '.repeat(i % 4 === 0 ? 200 : 1)}`), 'x'.repeat(240), 'word '.repeat(60), 'lorem ipsum '.repeat(133)];
  for (const [i, text] of texts.entries()) {
    await send(page, text);
    await answered(i + 1);
  }
  const last = page.locator('.turn').last();
  const isVisible = async () => page.evaluate(`(() => {
    const scroll = document.getElementById('scroll').getBoundingClientRect(), caption = document.querySelector('.turn:last-child .caption').getBoundingClientRect();
    return caption.bottom <= scroll.bottom + 1 && caption.top >= scroll.top;
  })()`);
  for (const [width, height] of [[1440, 660], [1280, 720], [1000, 470], [768, 600], [360, 500], [360, 740]]) {
    await page.setViewportSize({ width, height });
    await page.reload();
    await answered(texts.length);
    await last.locator('.caption').waitFor();
    await page.waitForTimeout(300);
    assert.equal(await isVisible(), true, `at ${width} × ${height} pixels`);
  }

  await page.locator('#body').fill('a\n'.repeat(8)); // which takes its room from the conversation
  await page.waitForTimeout(300);
  assert.equal(await isVisible(), true, 'while a long text is written');
  await page.locator('#body').fill('');

  await page.locator('#scroll').hover();
  await page.mouse.wheel(0, -1500);
  await page.waitForTimeout(300);
  assert.equal(await isVisible(), false);
  await fetch(dev.webhookUrl, { method: 'POST', body: new URLSearchParams({ From: '+12025550147', Body: 'for Grace' }) });
  await page.getByRole('radio', { name: 'Grace' }).and(page.locator('.fresh input')).waitFor();
  assert.equal(await isVisible(), false);
});

test('copies the webhook, and forgets all messages', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: "Copy the webhook's URL" }).click();
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), dev.webhookUrl);

  await send(page, 'gone soon');
  await answered();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('No messages from Ada yet').waitFor();
  assert.equal(await page.locator('.turn').count(), 0);
});

test('shows an outage of Secrets Manager, and its end', async () => {
  const restart = async (count: number) => {
    await page.locator('.note', { hasText: /fails|answers again/ }).nth(count - 1).waitFor();
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.locator('.note', { hasText: 'Function restarted' }).nth(count - 1).waitFor();
  };
  await page.getByRole('switch', { name: 'Secret outage' }).check();
  await restart(1);
  await send(page, 'nobody reads this');
  await answered(1);
  assert.match((await page.locator('#details .head').textContent())!, /^503Rejected/);

  await page.getByRole('switch', { name: 'Secret outage' }).uncheck();
  await restart(2);
  await send(page, 'back again');
  await answered(2);
  assert.deepEqual(await bubbles(page, 'reply'), ['back again']);
});

test('shows a simulated delay as what it is, with the typing indicator meanwhile', async () => {
  await page.getByLabel('Delay').selectOption('2 s');
  await send(page, 'slow');
  await page.getByRole('img', { name: 'The gateway is answering' }).waitFor();
  await answered();
  await page.getByLabel('Delay').selectOption('none');

  assert.equal(await page.locator('.time .delay b').textContent(), '2.0 s');
  await page.getByText('Simulated: the function started 2.0 s late.').waitFor();
});

test('shows that an answer came too late for Twilio', async () => {
  await page.getByLabel('Delay').selectOption('16 s: too late');
  await send(page, 'too slow');
  await page.locator('.turn[data-tone=bad]').waitFor();
  assert.match((await page.locator('#details .head').textContent())!, /^…No answer.*No answer within 15 seconds.*The function is still at work/);
  await page.locator('#details .head .status', { hasText: '200' }).waitFor();
  await page.getByLabel('Delay').selectOption('none');

  assert.match((await page.locator('#details .head').textContent())!, /^200Too late for Twilio.*No answer within 15 seconds/);
  assert.deepEqual(await bubbles(page, 'reply'), []);
});

test('fits into 360 pixels', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await send(page, `https://example.com/${'a'.repeat(300)}`);
  await answered();
  const overflow = async () => page.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.equal(await overflow(), 0);

  await page.locator('.meta').click();
  await page.locator('#details .head').waitFor();
  assert.equal(await overflow(), 0);
  await page.getByRole('button', { name: 'Phone' }).click();
  assert.equal(await page.locator('#body').isVisible(), true);
});

test('is dark where the system is, and where it is chosen', async () => {
  const ground = async () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-theme=light]').waitFor();
  await page.getByRole('button', { name: 'Dark colours' }).click();

  assert.notEqual(light, dark);
  assert.equal(await ground(), dark);
});

test('opens to nobody without the key', async () => {
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(dev.url);
  await stranger.getByText('open the link that the terminal printed.').waitFor();
  await context.close();
});
