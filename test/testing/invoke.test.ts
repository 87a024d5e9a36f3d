import type { ReplyFunction } from '../../src/shared/reply-contract';
import { inboundMessage, invoke } from '../../src/testing';

test('the handler gets the message and the context, and its reply is the answer', async () => {
  const answer: ReplyFunction = ({ body }) => `You said "${body}" & more`;
  const reply = jest.fn<ReturnType<ReplyFunction>, Parameters<ReplyFunction>>(answer);

  const result = await invoke(reply, 'Hello\r\n');

  expect(result).toMatchObject({
    status: 200,
    messages: [{ body: 'You said "Hello\r\n" & more' }],
    log: { outcome: 'replied', level: 'INFO' },
  });
  expect(result.twiml).toContain('<Response><Message>');
  const [message, context] = reply.mock.calls[0];
  expect(message).toMatchObject({ body: 'Hello\r\n', channel: 'sms' });
  expect(context.remainingTimeInMillis()).toBeLessThanOrEqual(13_000);
});

test('messages have the fields of the reply', async () => {
  const messages = [
    { body: '007', to: '+15005550009', from: '+15005550001', statusCallback: 'https://example.com/?a=b&c=d' },
    { media: ['https://example.com/a.png', 'https://example.com/b.png'] },
  ];

  expect((await invoke(() => messages, 'Hi')).messages).toEqual(messages);
});

test('no reply means no message', async () => {
  expect(await invoke(() => undefined, 'Hi')).toMatchObject({
    status: 200,
    messages: [],
    log: { outcome: 'no_reply' },
  });
});

test('a complete message is sent unchanged', async () => {
  const message = inboundMessage({ body: 'Hi', channel: 'whatsapp', parameters: { ButtonPayload: 'yes' } });

  await invoke(
    (received) => { expect(received).toEqual(message); },
    message,
  ).then(({ log }) => expect(log.error).toBeUndefined());
});

test('a failure is logged without the body and the numbers', async () => {
  const reply = () => { throw new RangeError('No answer to canary from +15005550006'); };

  expect(await invoke(reply, 'canary')).toMatchObject({
    status: 500,
    messages: [],
    twiml: '',
    log: {
      level: 'ERROR',
      reason: 'handler_failed',
      error: { name: 'RangeError', message: 'No answer to [hidden] from [hidden]' },
    },
  });
  expect(await invoke(reply, 'canary', { errorReply: 'Sorry' })).toMatchObject({
    status: 200,
    messages: [{ body: 'Sorry' }],
  });
});

test('a sender who opts out gets no reply, except with replyToOptOut', async () => {
  expect(await invoke(() => 'Bye', 'STOP')).toMatchObject({ messages: [], log: { outcome: 'reply_suppressed' } });
  expect(await invoke(() => 'Bye', 'STOP', { replyToOptOut: true })).toMatchObject({ messages: [{ body: 'Bye' }] });
});

test('a reply that is too long for one response fails, or is truncated with truncateLongReply', async () => {
  const reply = () => 'x'.repeat(16_001);

  expect(await invoke(reply, 'Hi')).toMatchObject({ status: 500, log: { error: { name: 'TypeError' } } });
  const { messages, log } = await invoke(reply, 'Hi', { truncateLongReply: true });
  expect(messages).toHaveLength(10);
  expect(messages.at(-1)).toEqual({ body: 'x'.repeat(1597) + '...' });
  expect(log).toMatchObject({ level: 'WARN', outcome: 'replied', truncated: true });
});

test('a reply that takes too long fails', async () => {
  const { status, log } = await invoke(
    (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('late'))),
    'Hi',
    { timeoutMillis: 600 },
  );

  expect([status, log.error?.name]).toEqual([500, 'ReplyTimeout']);
});

describe('attachments', () => {
  const media = [{ url: 'https://api.twilio.com/photo', contentType: 'image/png' }];
  const reply: ReplyFunction = async (message, context) => {
    const { contentType, bytes } = await context.fetchMedia(message.media[0], { maxBytes: 1000 });
    return `${contentType}, ${bytes.length} bytes`;
  };

  test('are downloaded by the given function, which gets no token', async () => {
    const fetchMedia = jest.fn(async () => ({ contentType: 'image/png', bytes: new Uint8Array(3) }));

    expect((await invoke(reply, { media }, { fetchMedia })).messages).toEqual([{ body: 'image/png, 3 bytes' }]);
    expect(fetchMedia).toHaveBeenCalledWith(media[0], { maxBytes: 1000, signal: expect.any(AbortSignal) });
  });

  test('are not downloaded without it', async () => {
    expect((await invoke(reply, { media })).log.error?.message).toBe('Attachments cannot be downloaded here');
  });
});
