import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Browser, Page } from 'playwright-core';
import { bubbles, clear, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { ReplyHandler, ReplyMode, TwilioSmsGateway } from '../../src';
import { temporaryFolder, write } from '../local/support';

// Help for somebody who builds a bot: what runs, what failed and why, and everything to try it again. Bundle first:
// assets/ is deployed.

const REPLY = 'export default ({ body, parameters }) => parameters.ButtonPayload ? `Button: ${parameters.ButtonPayload}` : `Re: ${body}`;';
const FAILING = 'export default ({ body }) => { throw new Error(`out of ${body}`); };';

let browser: Browser;
let dev: Dev;

before(async () => {
  browser = await launch();
  dev = await startDev([synthesized()]);
});
after(async () => endAll(browser));

function synthesized(): string {
  const folder = temporaryFolder();
  write(folder, 'lib/reply.mjs', REPLY);
  write(folder, 'lib/failing.mjs', FAILING);
  const app = new App({ outdir: path.join(folder, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop');
  new TwilioSmsGateway(stack, 'Bot', { replyHandler: ReplyHandler.fromModule(path.join(folder, 'lib/reply.mjs')) });
  new TwilioSmsGateway(stack, 'Later', {
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'lib/failing.mjs')),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
    errorReply: 'Sorry',
  });
  return app.synth().directory;
}

async function open(gateway = 'Bot'): Promise<{ page: Page; problems: string[] }> {
  const opened = await openPage(browser, dev);
  await opened.page.getByLabel('Gateway').selectOption(`Shop/${gateway}`);
  while (!(await opened.page.title()).startsWith(`Shop/${gateway} `)) await opened.page.waitForTimeout(20);
  await clear(opened.page, dev);
  await opened.page.getByRole('heading', { name: 'Send a message' }).waitFor();
  return opened;
}

test('the empty page says what runs, and a starter is a click away', async () => {
  const { page, problems } = await open();
  const facts = await page.locator('.welcome dl').first().innerText();
  assert.match(facts, /lib\/reply\.mjs[^]*synchronous[^]*off[^]*HTTP API/);

  await page.locator('.welcome').getByRole('button', { name: 'Hello' }).click();
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['Re: Hello']);
  assert.deepEqual(problems, []);
});

test('the last message comes back with ArrowUp, or from its details, to be changed and sent again', async () => {
  const { page } = await open();
  await send(page, 'one');
  await page.locator('.turn[data-tone=good]').waitFor();
  await page.locator('#body').press('ArrowUp');
  assert.equal(await page.locator('#body').inputValue(), 'one');
  await page.locator('#body').press('End');
  await page.keyboard.type(' more');
  await page.keyboard.press('Enter');
  await page.locator('.turn[data-tone=good]').nth(1).waitFor();
  await page.getByRole('button', { name: 'Edit and send again' }).click();

  assert.equal(await page.locator('#body').inputValue(), 'one more');
  assert.equal(await page.locator('#body:focus').count(), 1);
  assert.deepEqual(await bubbles(page, 'reply'), ['Re: one', 'Re: one more']);
});

test('Forge forges what is in the field, and Repeat repeats the last genuine message', async () => {
  const { page } = await open();
  await send(page, 'genuine');
  await page.locator('.turn[data-tone=good]').waitFor();
  await page.locator('#body').fill('mine, but forged');
  await page.getByRole('button', { name: 'Forge' }).click();
  await page.locator('.turn[data-tone=bad]').waitFor();
  await page.getByRole('button', { name: 'Repeat' }).click();
  await page.locator('.turn').nth(2).and(page.locator('[data-tone=good]')).waitFor();

  assert.deepEqual(await bubbles(page, 'sent'), ['genuine', 'mine, but forged', 'genuine']);
  assert.equal(await page.locator('#body').inputValue(), '');
});

test('a preset and a row of its own add parameters, which Twilio would sign, too', async () => {
  const { page } = await open();
  await page.locator('#extras summary').click();
  await page.getByLabel('Add what Twilio sends').selectOption('Button');
  await page.getByRole('button', { name: '+ parameter' }).click();
  await page.keyboard.type('Forwarded');
  await page.getByRole('list', { name: 'Added parameters' }).getByLabel('Value').last().fill('true');
  await send(page, 'Yes');
  await page.locator('.turn[data-tone=good]').waitFor();

  assert.deepEqual(await bubbles(page, 'reply'), ['Button: yes']);
  assert.equal(await page.getByRole('row', { name: 'Forwarded true' }).count(), 1);
  const names = await page.locator('#details table').first().locator('th').allTextContents();
  assert.deepEqual(names.slice(0, 3), ['From', 'To', 'Body']);
  assert.ok(!names.includes('MessageSid'));
});

test('copies the request, the TwiML and a test, and brings cleared messages back', async () => {
  const { page } = await open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = async (name: string) => {
    await page.getByRole('button', { name }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate('navigator.clipboard.readText()') as string;
    await page.getByRole('button', { name }).waitFor();
    return text;
  };
  await send(page, "it's on");
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.match(await copied('Copy as curl'), /^curl -X POST 'http:.*sms'[^]*x-twilio-signature: [^]*Body=it'\\''s on/);
  assert.match(await copied('Copy TwiML'), /<Response><Message>Re: it's on<\/Message><\/Response>/);
  assert.match(await copied('Copy as test'), /^inboundMessage\(\{\n[^]*body: "it's on",\n/);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.locator('.turn').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo clear' }).click();
  await page.locator('.turn').waitFor();
  assert.deepEqual(await bubbles(page, 'sent'), ["it's on"]);
});

test('a failed attempt of the asynchronous mode is red, and is retried or given up at once', async () => {
  const { page, problems } = await open('Later');
  await send(page, 'beans');
  const head = page.locator('#details .head');
  await head.getByText(/^Handler failed, attempt 1 of \d+: out of beans; retried in 10 s/).waitFor();
  assert.match((await page.locator('.meta').textContent())!, /Handler failed$/);
  assert.equal(await page.locator('.turn').getAttribute('data-tone'), 'bad');
  await page.locator('#details').getByText('Stack', { exact: true }).click();
  assert.match((await page.locator('[data-name=Stack] pre').textContent())!, /lib\/failing\.mjs:1:\d+/);

  await head.getByRole('button', { name: 'Retry now' }).click();
  await head.getByText(/attempt 2 of \d+/).waitFor();
  await head.getByRole('button', { name: 'Give up now' }).click();
  await head.getByText('Handler failed, error reply sent').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['Sorry']);
  assert.equal(await head.getByRole('button', { name: 'Retry now' }).count(), 0);
  assert.deepEqual(problems, []);
});

test('another gateway is served without a word of new code', async () => {
  const { page } = await open();
  await page.getByLabel('Gateway').selectOption('Shop/Later');
  await page.getByText('The page sends to Shop/Later from now on.').waitFor();

  assert.equal(await page.getByText('Reloaded').count(), 0);
});
