import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TwilioSmsGateway } from '../../../src';
import { genuinenessOf } from '../../../src/local/page/model/genuineness';
import { summarize } from '../../../src/local/page/model/summary';
import { ExchangeView } from '../../../src/local/page-protocol/page-protocol';
import { ServedApp, temporaryFolder } from '../../support/served-app';

// "Sign with SharedKey" of the page, with the assets that are deployed.

const MESSAGE = {
  from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false, usesSharedKey: true,
} as const;

let app: ServedApp | undefined;
afterEach(async () => app?.close());

/** @param hasSharedKey whether the gateway gets a `signingKeySecret` */
async function serve(hasSharedKey: boolean): Promise<ServedApp> {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  new TwilioSmsGateway(stack, 'Sms', { signingKeySecret: hasSharedKey ? new Secret(stack, 'Key') : undefined });
  return ServedApp.start((stack.node.root as App).synth().directory);
}

/** The view of the latest message, when its log line is there. */
async function latest(): Promise<ExchangeView> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [...app!.views.values()].at(-1)!;
}

test('a gateway without a SharedKey rejects a message signed with one, and the page says why and what to do', async () => {
  app = await serve(false);
  expect((await app.phone(MESSAGE)).status).toBe(403);
  const view = await latest();

  expect(view.verdict).toMatchObject({ reason: 'shared_key', remedy: expect.stringContaining('signingKeySecret') });
  expect(summarize(view)).toMatchObject({
    title: 'Rejected',
    explanation: expect.stringMatching(/and the gateway has none \(shared_key\)\..* To fix it: cdk deploy {2}# with signingKeySecret/),
  });
  expect(genuinenessOf(view)).toEqual({ tone: 'bad', text: expect.stringMatching(/^Made with a SharedKey that this gateway/) });
}, 60_000);

test('a message signed with the SharedKey of the gateway is genuine, and so is one signed with its auth token', async () => {
  app = await serve(true);
  expect((await app.phone(MESSAGE)).status).toBe(200);
  const view = await latest();
  expect(genuinenessOf(view)).toEqual({ tone: 'good', text: 'Genuine: made with the SharedKey of this gateway.' });

  expect((await app.phone({ ...MESSAGE, usesSharedKey: false })).status).toBe(200);
  expect(genuinenessOf(await latest()).text).toBe('Genuine: made with the auth token of this gateway.');
}, 60_000);

test('a message signed with a SharedKey can be repeated, and one that is forged too is rejected', async () => {
  app = await serve(true);
  await app.phone(MESSAGE);
  expect(await app.ask('/api/repeat', { id: (await latest()).id })).toBe(204);
  while (app.views.size < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await latest()).toMatchObject({ origin: 'repeated', answer: { status: 200 }, request: { signedWith: 'sharedKey' } });

  expect((await app.phone({ ...MESSAGE, isForged: true })).status).toBe(403);
  expect((await latest()).verdict).toMatchObject({ reason: 'wrong_signature' });
}, 60_000);
