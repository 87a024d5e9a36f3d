import * as path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { ReplyHandler, ReplyMode, TwilioSmsGatewayProps } from '../../../src';
import { summarize } from '../../../src/local/page/model/summary';
import { ExchangeView } from '../../../src/local/page-protocol/page-protocol';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';
import { write } from '../support';

// The phone of the page, with the assets that are deployed.

const ADA = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false } as const;
/** Answers with what it got. */
const MIRROR = 'export default ({ parameters, channel }) => JSON.stringify({ channel, ...parameters });';
const HELLO = 'export default () => "Hello";';

let app: ServedApp | undefined;
afterEach(async () => app?.close());

async function serve(reply: string, props: TwilioSmsGatewayProps = {}): Promise<ServedApp> {
  const folder = temporaryFolder();
  write(folder, 'lib/reply.mjs', reply);
  const replyHandler = ReplyHandler.fromModule(path.join(folder, 'lib/reply.mjs'));
  return ServedApp.start(synthesize({ replyHandler, ...props }));
}

/** The view of the latest message, when its log line is there. */
async function latest(): Promise<ExchangeView> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [...app!.views.values()].at(-1)!;
}

test('a message has the places of its numbers, and added parameters are signed and replace usual ones', async () => {
  app = await serve(MIRROR);
  const { messages } = await app.phone({ ...ADA, parameters: [['MessageType', 'button'], ['FromCity', 'BERLIN']] });

  expect(JSON.parse(messages[0].body!)).toMatchObject({
    channel: 'sms', MessageType: 'button', FromCity: 'BERLIN', FromState: 'DC', FromZip: '20001', FromCountry: 'US', ToCity: 'WASHINGTON',
  });
}, 60_000);

test('each sender has a profile name of its own, on WhatsApp and RCS', async () => {
  app = await serve(MIRROR);
  const whatsapp = await app.phone({ ...ADA, channel: 'whatsapp' });
  const rcs = await app.phone({ ...ADA, from: '+12025550147', channel: 'rcs' });

  expect(JSON.parse(whatsapp.messages[0].body!)).toMatchObject({ channel: 'whatsapp', ProfileName: 'Ada' });
  expect(JSON.parse(rcs.messages[0].body!)).toMatchObject({
    channel: 'rcs', From: 'rcs:+12025550147', To: 'rcs:+12025550100', ProfileName: 'Grace',
  });
  expect(await latest()).toMatchObject({ channel: 'rcs', from: '+12025550147' });
}, 60_000);

test('replies to a sender who sent STOP are rejected with 21610 until START', async () => {
  app = await serve(HELLO);
  await app.phone({ ...ADA, body: 'STOP' });
  await app.phone(ADA);
  const rejected = await latest();
  expect([rejected.replies, summarize(rejected)]).toEqual([
    [], { tone: 'bad', title: 'Reply rejected (21610)', explanation: expect.stringContaining('opted out with STOP') },
  ]);

  await app.phone({ ...ADA, from: '+12025550147' });
  expect((await latest()).replies).toHaveLength(1);
  await app.phone({ ...ADA, body: 'START' });
  await app.phone(ADA);
  expect((await latest()).replies).toHaveLength(1);
}, 60_000);

test("the worker's reply to a sender who sent STOP is rejected with 21610", async () => {
  app = await serve(HELLO, { replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }) });
  await app.phone({ ...ADA, body: 'STOP' });
  await app.phone(ADA);
  for (const end = Date.now() + 20_000; app.attempts.length === 0 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  expect(app.attempts[0]).toMatchObject({ failed: 'reply', number: 1, error: expect.stringContaining('21610') });
  expect(app.calls.map(({ summary }) => summary)).toContain('rejected: Attempt to send to unsubscribed recipient');
}, 60_000);

test('the page is told what runs', async () => {
  app = await serve(HELLO, {
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
    deduplication: {},
  });
  const { runs } = await app.state();

  expect(runs).toEqual({
    handler: expect.stringMatching(/lib\/reply\.mjs$/),
    mode: 'asynchronous',
    deduplication: expect.stringMatching(/^on, fails (open|closed)$/),
    endpoint: 'HTTP API',
  });
}, 60_000);

test('cleared messages come back, with those that came since', async () => {
  app = await serve(HELLO);
  await app.phone({ ...ADA, body: 'first' });
  await app.ask('/api/clear', {});
  expect((await app.start()).exchanges).toEqual([]);
  await app.phone({ ...ADA, body: 'second' });
  await app.ask('/api/undo-clear', {});

  expect((await app.start()).exchanges.map(({ sent }) => sent.body)).toEqual(['first', 'second']);
}, 60_000);
