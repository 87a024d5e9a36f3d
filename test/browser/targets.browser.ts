import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before } from 'node:test';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Browser, Page } from 'playwright-core';
import { bubbles, Dev, endAll, launch, openPage, send, startDev, test } from './support';
import { ReplyHandler, ReplyMode, TwilioSmsGateway } from '../../src';
import { temporaryFolder, write } from '../local/support';

// Four gateways in one app, as it is synthesized: two pass the text on, one answers later, one at once. Bundle first:
// assets/ is deployed.

const BOT = `export default async ({ body }) => {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return { body: \`Later: \${body}\`, media: 'https://example.com/owl.png' };
};`;

let browser: Browser;
let dev: Dev;

before(async () => {
  browser = await launch();
  dev = await startDev([synthesized()]);
});
after(async () => endAll(browser));

function synthesized(): string {
  const folder = temporaryFolder();
  write(folder, 'reply.mjs', BOT);
  const app = new App({ outdir: path.join(folder, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } }); // as `dev` and the CDK CLI ask for
  const stack = new Stack(app, 'Shop');
  new TwilioSmsGateway(stack, 'Echo');
  new TwilioSmsGateway(stack, 'Orders', { replyHandler: ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgement: 'Ordered' }) });
  new TwilioSmsGateway(stack, 'Events', { replyHandler: ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus', { eventBusName: 'texts' })) });
  new TwilioSmsGateway(stack, 'Later', {
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10), acknowledgement: 'One moment' }),
  });
  return app.synth().directory;
}

/** Opens the page at one of the gateways. */
async function at(gateway: string): Promise<{ page: Page; problems: string[] }> {
  const opened = await openPage(browser, dev);
  await opened.page.getByLabel('Gateway').selectOption(`Shop/${gateway}`);
  while (!(await opened.page.title()).startsWith(`Shop/${gateway} `)) await opened.page.waitForTimeout(20);
  return opened;
}

test('lists all gateways of the app', async () => {
  const { page, problems } = await openPage(browser, dev);

  assert.deepEqual(await page.getByLabel('Gateway').locator('option').allTextContents(), ['Shop/Echo', 'Shop/Orders', 'Shop/Events', 'Shop/Later']);
  assert.equal(await page.getByLabel('Gateway').inputValue(), 'Shop/Echo');
  assert.deepEqual(problems, []);
});

for (const [gateway, service, summary, replies] of [
  ['Orders', 'SQS', /^to the queue Queue\w+$/, ['Ordered']],
  ['Events', 'EventBridge', /^"Message Received" of cdk-twilio-sms-gateway to the bus texts$/, []],
] as const) {
  test(`shows what was passed on to ${service}`, async () => {
    const { page, problems } = await at(gateway);
    await send(page, `for <b>${service}</b>`);
    await page.locator('.turn[data-tone=good]').waitFor();
    const calls = page.getByRole('region', { name: 'Calls' });

    assert.equal(await calls.locator('.service').textContent(), service);
    assert.match((await calls.locator('.calls p').textContent())!, summary);
    await calls.getByText('Content').click();
    const [body] = (await calls.locator('pre').textContent())!.split('\n\n'); // after it come the attributes
    const passedOn = JSON.parse(body);
    assert.deepEqual([passedOn.body, passedOn.from, passedOn.channel], [`for <b>${service}</b>`, '+12025550123', 'sms']);
    assert.deepEqual(await bubbles(page, 'reply'), replies);
    assert.deepEqual(problems, []);
  });
}

test('an asynchronous reply arrives later, by way of the queue and of Twilio', async () => {
  const { page, problems } = await at('Later');
  await send(page, 'how long?');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['One moment']);
  await page.getByRole('img', { name: 'The gateway is answering' }).waitFor();

  await page.locator('.bubble.reply .tag', { hasText: 'sent later' }).waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['One moment', 'Later: how long?']);
  await page.locator('.typing').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.bubble a.file').getAttribute('href'), 'https://example.com/owl.png');
  const services = page.getByRole('region', { name: 'Calls' }).locator('.service');
  assert.deepEqual(await services.allTextContents(), ['SQS', 'Twilio']);
  assert.deepEqual(problems, []);
});

test('a text to one gateway is not shown with another', async () => {
  const { page, problems } = await at('Echo');
  await send(page, 'only here');
  await page.locator('.turn[data-tone=good]').waitFor();
  assert.deepEqual(await bubbles(page, 'reply'), ['only here']);

  await page.getByLabel('Gateway').selectOption('Shop/Events');
  await page.getByText('for <b>EventBridge</b>').first().waitFor();
  assert.deepEqual(await bubbles(page, 'sent'), ['for <b>EventBridge</b>']);
  assert.deepEqual(problems, []);
});
