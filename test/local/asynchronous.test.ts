import { writeFileSync } from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { AsynchronousReplyOptions, ReplyHandler, ReplyMode, TwilioSmsGatewayProps } from '../../src';
import { summarize } from '../../src/local/page/model/summary';
import { ServedApp, synthesize, temporaryFolder } from '../support/served-app';

// The asynchronous mode as `dev` runs it: the synthesized assets of the webhook and of the worker, the queue in memory,
// and
// the strict emulator in the place of Twilio's REST API.

const SENDER = '+15005550006';

let app: ServedApp;

async function serve(
  reply: string,
  options: AsynchronousReplyOptions = {},
  props: TwilioSmsGatewayProps = {},
): Promise<void> {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'reply.mjs'), reply);
  app = await ServedApp.start(
    synthesize({
      replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
      replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10), ...options }),
      ...props,
    }),
  );
}

const text = async (body: string) => app.text({ body, from: SENDER, to: '+15005550001' });
const replies = () => app.calls.flatMap(({ message }) => (message === undefined ? [] : [message]));
/** The worker's lines. */
const attempts = () => app.log.filter(({ attempt }) => attempt !== undefined);

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition() && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(condition()).toBe(true);
}

afterEach(async () => app.close());

test('a message is acknowledged at once and answered later', async () => {
  await serve(
    'export default async ({ body }) => { await new Promise((resolve) => setTimeout(resolve, 500)); return `Re: ${body}`; };',
    {
      acknowledgement: 'One moment',
    },
  );

  expect(await text('Hi <&> \uFFFE \u{1F600}')).toEqual({ status: 200, messages: [{ body: 'One moment' }] });
  expect(replies()).toEqual([]);

  await until(() => replies().length === 1);
  expect(replies()).toMatchObject([
    { to: SENDER, from: '+15005550001', body: 'Re: Hi <&>  \u{1F600}', media: [] },
  ]);
  await until(() => attempts().length === 1);
  const [webhook] = app.log;
  expect(attempts()[0]).toMatchObject({
    outcome: 'replied',
    messageSid: webhook.messageSid,
    requestId: webhook.requestId,
    attempt: 1,
  });
}, 60_000);

test('messages of one sender are answered in their order, even if an early one takes long', async () => {
  await serve(
    'export default async ({ body }) => { await new Promise((resolve) => setTimeout(resolve, Number(body))); return body; };',
  );
  for (const body of ['600', '300', '0']) await text(body);

  await until(() => replies().length === 3);
  expect(replies().map(({ body }) => body)).toEqual(['600', '300', '0']);
}, 60_000);

test('the handler gets its own environment and the idempotency key, without the variables of the worker', async () => {
  await serve(
    'export default (_, context) => [process.env.GREETING, context.idempotencyKey].join(" ");',
    {},
    { environment: { GREETING: 'Hi' } },
  );
  await text('x');

  await until(() => replies().length === 1);
  expect(replies()[0].body).toMatch(/^Hi [0-9a-f]{64}$/);
}, 60_000);

test('a reply that Twilio rejects is in the dead-letter queue with the reason', async () => {
  await serve('export default () => ({ to: "nobody", body: "Hi" });');
  await text('x');

  await until(() => app.log.some(({ outcome }) => outcome === 'dead_lettered'));
  expect(app.log.at(-1)).toMatchObject({ reason: 'twilio_rejected', code: 21211 });
  expect(app.calls.at(-1)).toMatchObject({
    service: 'SQS',
    summary: expect.stringContaining('DeadLetterQueue'),
    detail: expect.stringContaining('TwilioErrorCode: 21211'),
  });
}, 60_000);

test('a handler that fails is retried', async () => {
  await serve(
    'let calls = 0; export default ({ body }) => { if (calls++ === 0) throw new Error("not yet"); return body; };',
  );
  await text('x');

  await until(() => attempts().length === 2);
  expect(attempts()).toMatchObject([{ outcome: 'postponed', retryInSeconds: 10 }, { outcome: 'replied', attempt: 2 }]);
}, 60_000);

const FAILING = 'export default ({ body }) => { throw new Error(`out of ${body}`); };';

test('a failed attempt is told with its error and the time of the next one, and shown as failed', async () => {
  await serve(FAILING, { maxAttempts: 5 });
  await text('flat white');

  await until(() => app.attempts.length === 1);
  expect(app.attempts[0]).toMatchObject({
    failed: 'handler', number: 1, of: 5, error: 'out of flat white', retryInSeconds: 10,
  });
  const [view] = [...app.views.values()];
  expect(view).toMatchObject({ attempt: { number: 1 }, worker: { outcome: 'postponed' } });
  expect(summarize(view)).toMatchObject({ tone: 'bad', title: 'Handler failed' });
  expect(summarize(view).explanation).toMatch(/^Handler failed, attempt 1 of 5: out of flat white; retried in 10 s\./);
}, 60_000);

test('the page retries at once, and gives up at once', async () => {
  await serve(FAILING, { maxAttempts: 5 }, { errorReply: 'Sorry' });
  await text('x');
  await until(() => app.attempts.length === 1);
  const [id] = app.views.keys();

  expect(await app.ask('/api/retry', { id: 'another' })).toBe(400);
  expect(await app.ask('/api/retry', { id })).toBe(204);
  await until(() => app.attempts.length === 2);
  expect(app.attempts[1]).toMatchObject({ number: 2, of: 5, retryInSeconds: expect.any(Number) });

  expect(await app.ask('/api/give-up', { id })).toBe(204);
  await until(() => replies().length === 1);
  expect(replies()[0].body).toBe('Sorry');
  await until(() => app.attempts.length === 3);
  expect(app.attempts[2]).not.toHaveProperty('retryInSeconds');
  expect(app.attempts[2]).toMatchObject({ number: 5, of: 5, error: 'out of x' });
  await until(() => summarize(app.views.get(id)!).title === 'Handler failed, error reply sent');
  expect(await app.ask('/api/give-up', { id })).toBe(400);
}, 60_000);

test('an attempt that succeeds after a failed one is shown as answered', async () => {
  await serve('let calls = 0; export default () => { if (calls++ === 0) throw new Error("not yet"); return "now"; };');
  await text('x');
  await until(() => app.attempts.length === 1);
  const [id] = app.views.keys();
  await app.ask('/api/retry', { id });

  await until(() => replies().length === 1);
  await until(() => app.views.get(id)!.isQueued === false);
  expect(app.views.get(id)!.attempt).toBeUndefined();
  expect(summarize(app.views.get(id)!)).toMatchObject({ tone: 'good' });
}, 60_000);

test('a worker that ends during a message delays no other conversation', async () => {
  await serve(
    'export default ({ body }) => { if (body === "exit") process.exit(7); if (body === "block") for (;;); return `Re: ${body}`; };',
  );
  await text('exit');
  await app.text({ body: 'block', from: '+15005550007', to: '+15005550001' });
  await app.text({ body: 'Hi', from: '+15005550008', to: '+15005550001' });

  await until(() => app.printed.some((line) => line.includes('Task timed out after 10.00 seconds')));
  expect(app.printed).toContain('Runtime exited: exit status 7');
  expect(replies()).toMatchObject([{ to: '+15005550008', body: 'Re: Hi' }]);
}, 60_000);

test('without an acknowledgement the page says that the worker answers, and then that it replied', async () => {
  await serve('export default async () => { await new Promise((resolve) => setTimeout(resolve, 700)); return "Later"; };');
  await text('hi');
  const [id] = app.views.keys();
  await until(() => app.views.get(id)!.verdict !== undefined);
  expect(summarize(app.views.get(id)!)).toEqual({
    tone: 'good', title: 'Queued', explanation: 'The signature is genuine. The worker answers the message.',
  });

  await until(() => app.views.get(id)!.isQueued === false && app.views.get(id)!.worker !== undefined);
  expect(summarize(app.views.get(id)!)).toMatchObject({ tone: 'good', title: 'Replied' });
}, 60_000);
