import { ReplyTimeout, runReply, type RunReplyOptions } from '../../../src/runtime/reply/run-reply';
import { toInboundMessage } from '../../../src/runtime/webhook/inbound-message';
import type { InboundMessage, Reply, ReplyContext, ReplyFunction } from '../../../src/shared/contract';
import { messageForm } from '../../support/messages';

const MESSAGE = toInboundMessage(new Map(messageForm()));
const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const run = (reply: ReplyFunction, milliseconds = 1000) =>
  runReply(reply, MESSAGE, { requestId: 'r-1', idempotencyKey: () => 'key', deadline: Date.now() + milliseconds, now: Date.now });

test('the handler gets the message and the context', async () => {
  const reply = jest.fn((_: InboundMessage, __: ReplyContext): Reply => 'Hi');
  await run(reply);

  const [message, context] = reply.mock.calls[0];
  expect(message).toBe(MESSAGE);
  expect(context).toMatchObject({ requestId: 'r-1', idempotencyKey: 'key', signal: { aborted: false } });
  expect(context.remainingTimeInMillis()).toBeLessThanOrEqual(1000);
});

test.each<[string, ReplyFunction]>([
  ['returns', () => 'Hi'],
  ['resolves', async () => 'Hi'],
  ['resolves later', async () => after(20).then(() => 'Hi')],
  ['returns a thenable', () => ({ then: (resolve: (value: string) => void) => resolve('Hi') }) as unknown as Promise<string>],
])('a handler that %s has replied', async (_, reply) => {
  await expect(run(reply)).resolves.toBe('Hi');
});

const boom = new Error('boom');
test.each<[string, ReplyFunction]>([
  ['throws', () => { throw boom; }],
  ['rejects', async () => Promise.reject(boom)],
  ['rejects later', async () => after(20).then(() => { throw boom; })],
])('a handler that %s has failed', async (_, reply) => {
  await expect(run(reply)).rejects.toBe(boom);
});

test('a handler that never settles is given up at the deadline, and its signal aborts', async () => {
  let context: ReplyContext | undefined;
  const started = Date.now();

  await expect(run((_, c) => { context = c; return new Promise(() => {}); }, 50)).rejects.toBeInstanceOf(ReplyTimeout);

  expect(Date.now() - started).toBeGreaterThanOrEqual(45);
  expect(Date.now() - started).toBeLessThan(500);
  expect(context).toMatchObject({ signal: { aborted: true, reason: expect.any(ReplyTimeout) } });
  expect(context?.remainingTimeInMillis()).toBe(0);
});

test('what a handler does after the deadline is dropped: a reply, a failure', async () => {
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  await expect(run(async () => after(60).then(() => 'late'), 20)).rejects.toBeInstanceOf(ReplyTimeout);
  await expect(run(async () => after(60).then(() => { throw boom; }), 20)).rejects.toBeInstanceOf(ReplyTimeout);
  await after(100);
  process.off('unhandledRejection', unhandled);

  expect(unhandled).not.toHaveBeenCalled();
});

test('a handler that replies when its signal aborts is too late', async () => {
  const reply: ReplyFunction = (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('late')));

  await expect(run(reply, 20)).rejects.toBeInstanceOf(ReplyTimeout);
});

test('a deadline in the past still takes what is returned at once, and nothing else', async () => {
  await expect(run(() => 'Hi', -1000)).resolves.toBe('Hi');
  await expect(run(async () => after(50).then(() => 'late'), -1000)).rejects.toBeInstanceOf(ReplyTimeout);
});

test('no timer is left behind: it would keep the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  await run(() => 'Hi', 60_000);
  await run(() => { throw boom; }, 60_000).catch(() => undefined);

  expect(timers()).toBe(before);
});

describe('an attachment is downloaded', () => {
  const media = { url: 'https://api.twilio.com/0' };
  const signal = new AbortController().signal;
  const runWith = async (fetchMedia: RunReplyOptions['fetchMedia'], reply: ReplyFunction) => runReply(reply, MESSAGE, {
    requestId: 'r-1', idempotencyKey: () => 'key', authToken: 'token', deadline: Date.now() + 1000, now: Date.now, fetchMedia,
  });

  test.each<[string, Parameters<ReplyContext['fetchMedia']>[1], unknown]>([
    ['until the answer is due', undefined, { maxBytes: undefined, signal: expect.any(AbortSignal) }],
    ['of a certain size', { maxBytes: 5 }, { maxBytes: 5, signal: expect.any(AbortSignal) }],
    ['until a signal', { signal }, { maxBytes: undefined, signal }],
  ])('%s, with the key that verified the message', async (_, options, expected) => {
    const fetchMedia = jest.fn(async () => ({ contentType: 'image/png', bytes: new Uint8Array() }));
    await runWith(fetchMedia, async (__, context) => (await context.fetchMedia(media, options)).contentType);

    expect(fetchMedia).toHaveBeenCalledWith(media, { accountSid: MESSAGE.accountSid, authToken: 'token', ...expected as object });
  });

  test('nowhere where nothing downloads', async () => {
    await expect(runWith(undefined, async (_, context) => (await context.fetchMedia(media)).contentType)).rejects.toThrow('Attachments cannot be downloaded here');
  });
});
