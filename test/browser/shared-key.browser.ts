import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from 'playwright-core';
import { assemblyWith, Dev, endAll, launch, openPage, startDev, test } from './support';
import { REPLY_MODULE_ENV, SIGNING_KEY_SECRET_ARN_ENV } from '../../src/shared/env';

// The echo gateway, exactly as it is deployed, without and with a SharedKey.

const VARIABLES = { [REPLY_MODULE_ENV]: 'echo' };
const SIGNING_KEY = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:SigningKey-d4e5f6';

let browser: Browser;
let without: Dev;
let having: Dev;

before(async () => {
  browser = await launch();
  without = await startDev([await assemblyWith({ Echo: '' }, { variables: VARIABLES })]);
  const variables = { ...VARIABLES, [SIGNING_KEY_SECRET_ARN_ENV]: SIGNING_KEY };
  having = await startDev([await assemblyWith({ Echo: '' }, { variables })]);
});
after(async () => endAll(browser));

test('a message signed with a SharedKey that the gateway lacks shows the reason and the remedy', async () => {
  const { page, problems } = await openPage(browser, without);
  await page.getByRole('button', { name: 'Sign with SharedKey' }).click();
  await page.locator('#details .head', { hasText: 'Rejected' }).waitFor();

  const explanation = (await page.locator('#details .explanation').textContent())!;
  assert.match(explanation, /signed with a SharedKey, and the gateway has none \(shared_key\)/i);
  assert.match(explanation, /To fix it: cdk deploy {2}# with signingKeySecret/);
  await page.getByText('Made with a SharedKey that this gateway does not have').waitFor();
  await page.context().close();
  assert.deepEqual(problems, []);
});

test('the field is sent signed with the SharedKey of the gateway, and is genuine', async () => {
  const { page, problems } = await openPage(browser, having);
  await page.locator('#body').fill('by SharedKey');
  await page.getByRole('button', { name: 'Sign with SharedKey' }).click();
  await page.locator('.bubble.reply', { hasText: 'by SharedKey' }).waitFor();

  await page.getByText('Genuine: made with the SharedKey of this gateway.').waitFor();
  assert.match((await page.getByRole('region', { name: 'Signature' }).textContent())!, /algorithm=HMAC_SHA256/);
  assert.equal(await page.locator('#body').inputValue(), '');
  await page.context().close();
  assert.deepEqual(problems, []);
});
