import { ReplyTimeout, runReply, type RunReplyOptions } from '../../../src/runtime/reply/run-reply';
import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import type { InboundMessage, Reply, ReplyContext, ReplyFunction } from '../../../src/shared/reply-contract';
import { messageForm } from '../../support/messages';

const MESSAGE = toInboundMessage(new Map(messageForm()));
const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const run = (reply: ReplyFunction, milliseconds = 1000) =>
  runReply(reply, MESSAGE, {
    requestId: 'r-1',
    idempotencyKey: () => 'key',
    deadline: Date.now() + milliseconds,
    now: Date.now,
  });

test('the handler gets the message and the context', async () => {
  const reply = jest.fn((_: InboundMessage, __: ReplyContext): Reply => 'Hi');
  await run(reply);

  const [message, context] = reply.mock.calls[0];
  expect(message).toBe(MESSAGE);
  expect(context).toMatchObject({ requestId: 'r-1', idempotencyKey: 'key', signal: { aborted: false } });
  expect(context.remainingTimeInMillis()).toBeLessThanOrEqual(1000);
});

test.each<{ readonly name: string; readonly reply: ReplyFunction }>([
  { name: 'returns', reply: () => 'Hi' },
  { name: 'resolves', reply: async () => 'Hi' },
  { name: 'resolves later', reply: async () => after(20).then(() => 'Hi') },
  {
    name: 'returns a thenable',
    reply: () => ({ then: (resolve: (value: string) => void) => resolve('Hi') }) as unknown as Promise<string>,
  },
])('a handler that $name has replied', async ({ reply }) => {
  await expect(run(reply)).resolves.toBe('Hi');
});

const boom = new Error('boom');
test.each<{ readonly name: string; readonly reply: ReplyFunction }>([
  { name: 'throws', reply: () => { throw boom; } },
  { name: 'rejects', reply: async () => Promise.reject(boom) },
  { name: 'rejects later', reply: async () => after(20).then(() => { throw boom; }) },
])('a handler that $name has failed', async ({ reply }) => {
  await expect(run(reply)).rejects.toBe(boom);
});

test('a handler that never settles fails at the deadline, and its signal aborts', async () => {
  let context: ReplyContext | undefined;
  const started = Date.now();

  await expect(run((_, c) => { context = c; return new Promise(() => {}); }, 50)).rejects.toBeInstanceOf(ReplyTimeout);

  expect(Date.now() - started).toBeGreaterThanOrEqual(45);
  expect(Date.now() - started).toBeLessThan(500);
  expect(context).toMatchObject({ signal: { aborted: true, reason: expect.any(ReplyTimeout) } });
  expect(context?.remainingTimeInMillis()).toBe(0);
});

test('a late reply and a late failure are dropped', async () => {
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  await expect(run(async () => after(60).then(() => 'late'), 20)).rejects.toBeInstanceOf(ReplyTimeout);
  await expect(run(async () => after(60).then(() => { throw boom; }), 20)).rejects.toBeInstanceOf(ReplyTimeout);
  await after(100);
  process.off('unhandledRejection', unhandled);

  expect(unhandled).not.toHaveBeenCalled();
});

test('a handler that replies when its signal aborts is too late', async () => {
  const reply: ReplyFunction = (_, { signal }) => new Promise((resolve) => signal.addEventListener(
    'abort',
    () => resolve('late'),
  ));

  await expect(run(reply, 20)).rejects.toBeInstanceOf(ReplyTimeout);
});

test('a deadline in the past still allows an immediate reply, and nothing else', async () => {
  await expect(run(() => 'Hi', -1000)).resolves.toBe('Hi');
  await expect(run(async () => after(50).then(() => 'late'), -1000)).rejects.toBeInstanceOf(ReplyTimeout);
});

test('no timer is left behind, which would keep the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  await run(() => 'Hi', 60_000);
  await run(() => { throw boom; }, 60_000).catch(() => undefined);

  expect(timers()).toBe(before);
});

describe('the download of an attachment', () => {
  const media = { url: 'https://api.twilio.com/0' };
  const signal = new AbortController().signal;
  const runWith = async (fetchMedia: RunReplyOptions['fetchMedia'], reply: ReplyFunction) => runReply(reply, MESSAGE, {
    requestId: 'r-1',
    idempotencyKey: () => 'key',
    deadline: Date.now() + 1000,
    now: Date.now,
    fetchMedia,
  });

  test.each<{
    readonly name: string;
    readonly options: Parameters<ReplyContext['fetchMedia']>[1];
    readonly expected: unknown;
  }>([
    {
      name: 'until the answer is due',
      options: undefined,
      expected: { maxBytes: undefined, signal: expect.any(AbortSignal) },
    },
    { name: 'of a certain size', options: { maxBytes: 5 }, expected: { maxBytes: 5, signal: expect.any(AbortSignal) } },
    { name: 'until a signal', options: { signal }, expected: { maxBytes: undefined, signal } },
  ])('gets $name and the account of the message', async ({ options, expected }) => {
    const fetchMedia = jest.fn(async () => ({ contentType: 'image/png', bytes: new Uint8Array() }));
    await runWith(fetchMedia, async (__, context) => (await context.fetchMedia(media, options)).contentType);

    expect(fetchMedia).toHaveBeenCalledWith(media, {
      accountSid: MESSAGE.accountSid,
      ...expected as object,
    });
  });

  test('is an error without a fetchMedia', async () => {
    await expect(runWith(
      undefined,
      async (_, context) => (await context.fetchMedia(media)).contentType,
    )).rejects.toThrow('Attachments cannot be downloaded here');
  });
});
