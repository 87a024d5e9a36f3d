import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Rejection } from '../../../src/runtime/log/rejection';
import { loadReply } from '../../../src/runtime/reply/reply-module';
import { createSendMessage } from '../../../src/runtime/twilio/send-message';
import { FROM_THE_BEGINNING, type ReplyProgress } from '../../../src/runtime/worker/reply-progress';
import type { ReplyFunction } from '../../../src/shared/reply-contract';
import { AUTH_TOKEN, NUMBER, OTHER_AUTH_TOKEN, SENDER, statusCallbackForm } from '../../support/messages';
import {
  DEAD_LETTER_QUEUE_URL, fakeWorker, inboundMessage, keyOf, MAX_ATTEMPTS, QUEUE_URL, queueRecord,
} from '../../support/worker';

const echo: ReplyFunction = ({ body }) => body;
const fails: ReplyFunction = () => { throw new RangeError('boom'); };
const NOTHING_REMEMBERED: ReplyProgress = {
  isRequired: false,
  read: async () => FROM_THE_BEGINNING,
  write: async () => undefined,
};
const UNAVAILABLE = { kind: 'unavailable', problem: 'status 503' } as const;
const REJECTED = { kind: 'rejected', status: 400, code: 21610 } as const;

describe('a message', () => {
  test('is answered to its sender, from the number that received it', async () => {
    const worker = fakeWorker(echo);

    expect(await worker.attempt(queueRecord(inboundMessage({ Body: 'Hi' })))).toBe(false);
    expect(worker.sent).toEqual([expect.objectContaining({ to: SENDER, from: NUMBER, body: 'Hi', media: [] })]);
    expect(worker.log).toEqual([{
      level: 'INFO',
      message: 'Replied',
      requestId: 'r-1',
      messageSid: inboundMessage().messageSid,
      from: '…06',
      to: '…01',
      outcome: 'replied',
      attempt: 1,
      replySids: ['SM1'],
      coldStart: true,
      durationMs: 0,
    }]);
  });

  test('is answered through its Messaging Service, unless the handler chooses a sender', async () => {
    const worker = fakeWorker(() => [{ body: 'one' }, {
      body: 'two',
      from: '+15005550002',
      to: '+15005550003',
      media: 'https://example.com/a.png',
    }]);
    const service = `MG${'0'.repeat(32)}`;
    await worker.attempt(queueRecord(inboundMessage({ MessagingServiceSid: service })));

    expect(worker.sent).toEqual([
      expect.objectContaining({ to: SENDER, from: NUMBER, messagingServiceSid: service, body: 'one' }),
      expect.objectContaining({
        to: '+15005550003',
        from: '+15005550002',
        messagingServiceSid: undefined,
        media: ['https://example.com/a.png'],
      }),
    ]);
  });

  test('gets no reply, several replies, or a long reply in parts', async () => {
    for (const [reply, count] of [
      [undefined, 0], [[{ body: 'a' }, { body: 'b' }], 2], ['word '.repeat(400), 2],
    ] as const) {
      const worker = fakeWorker(() => reply);
      expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
      expect(worker.sent).toHaveLength(count);
    }
  });

  test('is answered to its sender on its channel, whatever the handler does with the message', async () => {
    const worker = fakeWorker((message) => {
      Reflect.set(message, 'from', '+15005550099');
      Reflect.set(message, 'to', '+15005550098');
      return 'Hi';
    });
    await worker.attempt(queueRecord(inboundMessage({ From: 'whatsapp:+15005550006', To: 'whatsapp:+15005550001' })));

    expect(worker.sent).toEqual([
      expect.objectContaining({ to: 'whatsapp:+15005550006', from: 'whatsapp:+15005550001' }),
    ]);
  });

  test("reaches the handler with the webhook's key and with time left", async () => {
    const reply = jest.fn<ReturnType<ReplyFunction>, Parameters<ReplyFunction>>();
    await fakeWorker(reply).attempt(queueRecord(inboundMessage({ Body: 'Hi\u{FFFE}' })));

    const [message, context] = reply.mock.calls[0];
    expect(message).toEqual(inboundMessage({ Body: 'Hi\u{FFFE}' }));
    expect(context.idempotencyKey).toBe('key-1');
    expect(context.remainingTimeInMillis()).toBe(42_000);
  });

  test('gets no reply if the sender opts out, but other recipients may', async () => {
    const worker = fakeWorker(() => [{ body: 'Bye' }, { body: 'One less', to: '+15005550099' }]);
    await worker.attempt(queueRecord(inboundMessage({ Body: 'stop' })));

    expect(worker.sent).toEqual([expect.objectContaining({ to: '+15005550099' })]);
  });

  test('is logged as suppressed if the sender opts out, or is replied to with replyToOptOut', async () => {
    const suppressed = fakeWorker(() => 'Bye');
    const wanted = fakeWorker(() => 'Bye', { replyToOptOut: true });
    await suppressed.attempt(queueRecord(inboundMessage({ Body: 'STOP' })));
    await wanted.attempt(queueRecord(inboundMessage({ Body: 'STOP' })));

    expect(suppressed.log).toMatchObject([{ outcome: 'reply_suppressed' }]);
    expect(wanted.log).toMatchObject([{ outcome: 'replied' }]);
  });
});

describe('the idempotency key of a message', () => {
  const keys = (seen: string[]): ReplyFunction => (_, { idempotencyKey }) => {
    seen.push(idempotencyKey);
    throw new RangeError('boom');
  };

  test("comes from the gateway's attribute, since SQS changes the deduplication id of what it moves", async () => {
    const seen: string[] = [];
    const worker = fakeWorker(keys(seen));
    await worker.attempt(queueRecord(inboundMessage(), { key: 'key-of-the-gateway', receiveCount: MAX_ATTEMPTS }));

    expect(seen).toEqual(['key-of-the-gateway']);
    expect(worker.deadLetters).toMatchObject([{ attributes: { IdempotencyKey: 'key-of-the-gateway' } }]);
  });

  test('is the deduplication id if an older version queued it, and is kept in the attribute from then on', async () => {
    const seen: string[] = [];
    const worker = fakeWorker(keys(seen));
    await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }));

    expect(seen).toEqual(['key-1']);
    expect(worker.deadLetters).toMatchObject([{ attributes: { IdempotencyKey: 'key-1' } }]);
  });
});

describe('a handler that fails', () => {
  test.each([
    { receiveCount: 1, seconds: 10 },
    { receiveCount: 2, seconds: 30 },
    { receiveCount: 3, seconds: 90 },
    { receiveCount: 4, seconds: 270 },
  ])('at attempt $receiveCount causes a retry after $seconds seconds', async ({ receiveCount, seconds }) => {
    const worker = fakeWorker(fails);
    const record = queueRecord(inboundMessage(), { receiveCount });

    expect(await worker.attempt(record)).toBe(true);
    expect(worker.postponed).toEqual([{ queueUrl: QUEUE_URL, receiptHandle: record.receiptHandle, seconds }]);
    expect(worker.log).toMatchObject([{
      level: 'WARN',
      outcome: 'postponed',
      reason: 'handler_failed',
      attempt: receiveCount,
      retryInSeconds: seconds,
      error: { message: 'boom' },
    }]);
    expect(worker.deadLetters).toEqual([]);
  });

  test('is blamed even if its error cannot be described', async () => {
    const worker = fakeWorker(() => { throw Object.create(null); }, { errorReply: 'Sorry' });

    expect(await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }))).toBe(false);
    expect(worker.sent).toEqual([expect.objectContaining({ to: SENDER, body: 'Sorry' })]);
    expect(worker.deadLetters).toMatchObject([{ attributes: { Reason: 'handler_failed' } }]);
  });

  test('sends the errorReply after its last attempt, and the message to the dead-letter queue', async () => {
    const worker = fakeWorker(fails, { errorReply: 'Sorry' });
    const record = queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS });

    expect(await worker.attempt(record)).toBe(false);
    expect(worker.sent).toEqual([expect.objectContaining({ to: SENDER, body: 'Sorry' })]);
    expect(worker.deadLetters).toEqual([{
      queueUrl: DEAD_LETTER_QUEUE_URL,
      body: record.body,
      groupId: 'group-1',
      deduplicationId: 'message-1',
      attributes: {
        IdempotencyKey: 'key-1',
        Reason: 'handler_failed',
        Detail: 'The reply handler failed',
        Attempts: '5',
      },
    }]);
    expect(worker.log).toMatchObject([{
      level: 'ERROR',
      outcome: 'dead_lettered',
      reason: 'handler_failed',
      error: { name: 'RangeError' },
    }]);
  });

  test('sends no errorReply to a sender who opted out', async () => {
    const worker = fakeWorker(fails, { errorReply: 'Sorry' });
    await worker.attempt(queueRecord(inboundMessage({ Body: 'STOP' }), { receiveCount: MAX_ATTEMPTS }));

    expect(worker.sent).toEqual([]);
    expect(worker.deadLetters).toHaveLength(1);
  });
});

describe('a reply that can never be sent', () => {
  test.each<{ readonly name: string; readonly reply: ReplyFunction; readonly detail: string }>([
    {
      name: 'nonsense',
      reply: () => 5 as unknown as string,
      detail: 'A reply must be a string, a message, a list of messages or nothing, got a value of type number',
    },
    { name: 'a message without anything', reply: () => ({}), detail: 'A reply message needs a body or media, but it has nothing' },
    {
      name: 'too many messages',
      reply: () => Array(81).fill({ body: 'x' }),
      detail: 'The reply has 81 messages: at most 80 can be sent. Return a shorter reply, or set truncateLongReply.',
    },
    {
      name: 'too many characters',
      reply: () => 'x'.repeat(64_001),
      detail: 'The reply has 64001 characters: at most 64000 can be sent. Return a shorter reply, or set truncateLongReply.',
    },
    {
      name: 'an object that throws when it is read',
      reply: () => ({ get body(): string { throw new RangeError('secret'); } }),
      detail: 'The reply cannot be read',
    },
    {
      name: 'an object that throws a text when it is read',
      reply: () => ({ get body(): string { throw 'secret'; } }),
      detail: 'The reply cannot be read',
    },
  ])('($name) goes to the dead-letter queue at once, with the reason', async ({ reply, detail }) => {
    const worker = fakeWorker(reply, { errorReply: 'Sorry' });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.postponed).toEqual([]);
    expect(worker.deadLetters).toMatchObject([{ attributes: { Reason: 'invalid_reply', Detail: detail, Attempts: '1' } }]);
    expect(worker.log).toMatchObject([{ level: 'ERROR', outcome: 'dead_lettered', reason: 'invalid_reply', detail }]);
    expect(worker.sent).toMatchObject([{ to: SENDER, body: 'Sorry' }]);
  });

  test('a module without a reply function is such a failure, until another one is deployed', async () => {
    const worker = fakeWorker(echo, { reply: async () => loadReply('./reply.mjs', async () => ({ handler: 1 })) });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.deadLetters).toMatchObject([{
      attributes: {
        Reason: 'invalid_reply',
        Detail: 'The reply module must export a function, as default or as reply, but it exports handler '
          + '(a value of type number). Add "export default" to the function that answers.',
      },
    }]);
  });

  test.each<{ readonly name: string; readonly reply: ReplyFunction }>([
    { name: 'a TypeError of the handler, such as a failed fetch', reply: () => { throw new TypeError('fetch failed'); } },
    { name: 'a reply that is late', reply: async () => Promise.reject(new Error('timeout')) },
  ])('$name may get better, and is retried', async ({ reply }) => {
    const worker = fakeWorker(reply);

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(worker.log).toMatchObject([{ outcome: 'postponed', reason: 'handler_failed' }]);
  });

  test('a module that cannot be loaded may be loaded later', async () => {
    const worker = fakeWorker(echo, { reply: async () => Promise.reject(new Error('Cannot find module')) });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
  });
});

describe('a long reply', () => {
  test('of more than 10 messages is sent, since the REST API has no such limit', async () => {
    const worker = fakeWorker(() => 'x'.repeat(64_000));

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.sent.map(({ body }) => body)).toEqual(Array(40).fill('x'.repeat(1600)));
    expect(worker.log).toMatchObject([{ level: 'INFO', outcome: 'replied', replySids: Array(40).fill(expect.any(String)) }]);
  });

  test('of more than 64,000 characters is truncated with truncateLongReply, and the log says so', async () => {
    const worker = fakeWorker(() => 'x'.repeat(64_001), { truncateLongReply: true });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.sent.at(-1)).toMatchObject({ body: 'x'.repeat(1597) + '...' });
    expect(worker.log).toMatchObject([{ level: 'WARN', outcome: 'replied', truncated: true }]);
  });

  test('stops when the time to send is over, before Lambda ends the worker, and says what to do', async () => {
    let now = 0;
    const sent: string[] = [];
    const worker = fakeWorker(() => 'x'.repeat(64_000), {
      now: () => now,
      sendMessage: async () => {
        now += 5000;
        sent.push('');
        return { kind: 'accepted', messageSid: `SM${sent.length}` };
      },
    });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(sent).toHaveLength(12); // 57 seconds
    expect(worker.log).toMatchObject([{
      outcome: 'postponed',
      reason: 'twilio_unavailable',
      detail: 'The time to send was over before message 13 of 40. Raise the timeout of the worker',
    }]);
  });
});

test.each([
  '', ' \n', '\u0000', '\uFEFF', { body: '\t' }, [{ body: ' ' }],
].map((reply) => ({ reply })))('a blank reply ($reply) is no message', async ({ reply }) => {
  const worker = fakeWorker(() => reply);

  expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
  expect(worker.sent).toEqual([]);
  expect(worker.log).toMatchObject([{ outcome: 'no_reply' }]);
});

describe('the errorReply', () => {
  const last = queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS });
  const oneMore = queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS + 1 });

  test('waits until the message is in the dead-letter queue, even if that takes a retry', async () => {
    let isDown = true;
    const worker = fakeWorker(fails, {
      errorReply: 'Sorry',
      queues: {
        send: async () => (isDown ? Promise.reject(new Error('SQS is down')) : undefined),
        postpone: async () => undefined,
      },
    });

    expect(await worker.attempt(last)).toBe(true);
    expect(worker.sent).toEqual([]);
    expect(worker.log).toMatchObject([{
      level: 'ERROR',
      outcome: 'failed',
      message: 'The message could not be sent to the dead-letter queue',
      reason: 'handler_failed',
      detail: 'The reply handler failed',
      error: { message: 'SQS is down' },
    }]);

    isDown = false;
    expect(await worker.attempt(oneMore)).toBe(false);
    expect(worker.sent.map(({ body }) => body)).toEqual(['Sorry']);
    expect(worker.log[1]).toMatchObject({ outcome: 'dead_lettered', reason: 'worker_ended' });
  });

  test('is not retried if it cannot be sent, and the log says why', async () => {
    const worker = fakeWorker(fails, { errorReply: 'Sorry', answers: [REJECTED] });

    expect(await worker.attempt(last)).toBe(false);
    expect(worker.deadLetters).toMatchObject([{ attributes: { Reason: 'handler_failed' } }]);
    expect(worker.log).toMatchObject([{
      outcome: 'dead_lettered',
      reason: 'handler_failed',
      error: { message: 'boom' },
      errorReplyProblem: 'Twilio rejected message 1 of 1: error 21610, https://www.twilio.com/docs/errors/21610',
    }]);
    expect(worker.log[0].code).toBeUndefined();
  });

  test('is logged without anything of the message if it fails', async () => {
    let tables = 0;
    const progress = async () =>
      (++tables === 1 ? NOTHING_REMEMBERED : Promise.reject(new Error(`no table for ${SENDER}`)));
    const worker = fakeWorker(fails, { errorReply: 'Sorry', progress });
    await worker.attempt(last);

    expect(worker.log).toMatchObject([{ outcome: 'dead_lettered', errorReplyProblem: 'no table for [hidden]' }]);
  });
});

describe('a message that is delivered again after its last attempt', () => {
  const oneMore = queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS + 1 });

  test('is a duplicate if it is remembered as answered', async () => {
    const progress = async () => ({ ...NOTHING_REMEMBERED, read: async () => ({ sids: ['SM9'], isDone: true }) });
    const worker = fakeWorker(echo, { progress, errorReply: 'Sorry' });

    expect(await worker.attempt(oneMore)).toBe(false);
    expect([worker.sent, worker.deadLetters]).toEqual([[], []]);
    expect(worker.log).toMatchObject([{ level: 'INFO', outcome: 'duplicate', replySids: ['SM9'] }]);
  });

  test('is a failure if nothing is remembered', async () => {
    const worker = fakeWorker(echo, { progress: async () => NOTHING_REMEMBERED });

    expect(await worker.attempt(oneMore)).toBe(false);
    expect(worker.sent).toEqual([]);
    expect(worker.deadLetters).toMatchObject([{ attributes: { Reason: 'worker_ended' } }]);
  });
});

test('a message whose worker was stopped each time is dead-lettered without another run', async () => {
  const reply = jest.fn<ReturnType<ReplyFunction>, Parameters<ReplyFunction>>();
  const worker = fakeWorker(reply, { errorReply: 'Sorry' });

  expect(await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS + 1 }))).toBe(false);
  expect(reply).not.toHaveBeenCalled();
  expect(worker.sent).toEqual([expect.objectContaining({ body: 'Sorry' })]);
  expect(worker.deadLetters).toMatchObject([{ attributes: { Reason: 'worker_ended' } }]);
});

describe('Twilio', () => {
  test('is not called again after a permanent rejection, and the reason is in the dead-letter queue', async () => {
    const worker = fakeWorker(() => [{ body: 'a' }, { body: 'b' }, { body: 'c' }], {
      answers: [{
        kind: 'accepted',
        messageSid: 'SM1',
      }, REJECTED],
    });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.sent).toHaveLength(2);
    expect(worker.deadLetters).toMatchObject([{
      attributes: {
        Reason: 'twilio_rejected',
        TwilioErrorCode: '21610',
        Detail: 'Twilio rejected message 2 of 3: error 21610, https://www.twilio.com/docs/errors/21610',
      },
    }]);
    expect(worker.log).toMatchObject([{ outcome: 'dead_lettered', reason: 'twilio_rejected', code: 21610 }]);
  });

  test('is called again when it is busy, but only for the message that it has not accepted', async () => {
    const answers = [{ kind: 'accepted', messageSid: 'SM1' } as const, UNAVAILABLE, UNAVAILABLE];
    const worker = fakeWorker(() => [{ body: 'a' }, { body: 'b' }], { answers });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.sent.map(({ body }) => body)).toEqual(['a', 'b', 'b', 'b']);
    expect(worker.sleeps).toHaveLength(2);
  });

  test('makes the queue retry the message if it stays unavailable', async () => {
    const worker = fakeWorker(echo, { answers: Array.from({ length: 99 }, () => UNAVAILABLE) });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(worker.sleeps.reduce((sum, pause) => sum + pause)).toBeGreaterThan(40_000);
    expect(worker.postponed).toMatchObject([{ seconds: 10 }]);
    expect(worker.log).toMatchObject([{
      outcome: 'postponed',
      reason: 'twilio_unavailable',
      detail: expect.stringMatching(/^Twilio did not take message 1 of 1 \(.*; tries: \d+\)$/),
    }]);
  });

  test('gets the time that it asks for from the queue if the attempt has less', async () => {
    const worker = fakeWorker(echo, {
      answers: [{
        kind: 'unavailable',
        problem: 'status 429',
        retryAfterMs: 120_000,
      }],
    });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(worker.sleeps).toEqual([]);
    expect(worker.postponed).toMatchObject([{ seconds: 120 }]);
  });

  test("is called with the secret's current token after it rejected the old one", async () => {
    const tokens: string[] = [];
    const worker = fakeWorker(echo, {
      keyRing: { keys: async () => [keyOf(OTHER_AUTH_TOKEN)], keysAfterFailedCheck: async () => [keyOf(AUTH_TOKEN)] },
      sendMessage: async (_, { password }) => {
        tokens.push(password);
        return password === AUTH_TOKEN ? { kind: 'accepted', messageSid: 'SM1' } : { kind: 'unauthorized' };
      },
    });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(tokens).toEqual([OTHER_AUTH_TOKEN, AUTH_TOKEN]);
  });

  test('makes the queue retry the message if it accepts no token, since the secret can be fixed', async () => {
    const worker = fakeWorker(echo, { sendMessage: async () => ({ kind: 'unauthorized' }) });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(worker.log).toMatchObject([{ reason: 'no_auth_token', code: 20003 }]);
  });
});

test('without a token the handler does not run, and the message is retried', async () => {
  const reply = jest.fn<ReturnType<ReplyFunction>, Parameters<ReplyFunction>>();
  const remedy = 'aws secretsmanager put-secret-value';
  const keys = async () => Promise.reject(new Rejection(503, 'no_auth_token', 'The secret holds nothing', remedy));
  const worker = fakeWorker(reply, { keyRing: { keys, keysAfterFailedCheck: async () => [] } });

  expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
  expect(reply).not.toHaveBeenCalled();
  expect(worker.log).toMatchObject([{ reason: 'no_auth_token', detail: 'The secret holds nothing', remedy }]);
});

test.each([
  '', 'null', '5', '{}', '{"parameters":{}}', '{"parameters":{"MessageStatus":"sent"}}',
].map((body) => ({ body })))('the body "$body" in the queue is dead-lettered at once', async ({ body }) => {
  const worker = fakeWorker(echo);

  expect(await worker.attempt(queueRecord(body))).toBe(false);
  expect(worker.deadLetters).toMatchObject([{ body, attributes: { Reason: 'invalid_message' } }]);
});

test('a message that cannot be sent to the dead-letter queue is retried, until SQS moves it there', async () => {
  const send = async () => Promise.reject(new Error('down'));
  const worker = fakeWorker(fails, { queues: { send, postpone: send } });

  expect(await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }))).toBe(true);
  expect(worker.log).toMatchObject([{ level: 'ERROR', outcome: 'failed', error: { message: 'down' } }]);
});

test('a message that cannot be postponed is retried after the visibility time-out', async () => {
  const worker = fakeWorker(fails, {
    queues: {
      send: async () => undefined,
      postpone: async () => Promise.reject(new Error('down')),
    },
  });

  expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
  expect(worker.log).toMatchObject([{ outcome: 'postponed', retryInSeconds: undefined }]);
});

test('after a failure the later records of a batch are retried too, so that none overtakes it', async () => {
  const worker = fakeWorker(({ body }) => (body === 'b' ? fails(inboundMessage(), {} as never) : body));
  const records = ['a', 'b', 'c'].map((body) => queueRecord(inboundMessage({ Body: body }), { messageId: body }));
  const { batchItemFailures } = await worker.handler({ Records: records }, {
    awsRequestId: 'r-1',
    getRemainingTimeInMillis: () => 60_000,
  });

  expect(batchItemFailures).toEqual([{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }]);
  expect(worker.sent.map(({ body }) => body)).toEqual(['a']);
});

test('no token, body or number is logged or put into attributes', async () => {
  const reply: ReplyFunction = ({ body, from }) => { throw new Error(`${body} of ${from} with ${AUTH_TOKEN}`); };
  const workers = [fakeWorker(reply)];
  for (const worker of workers) {
    await worker.attempt(queueRecord(inboundMessage({ Body: 'canary' }), { receiveCount: MAX_ATTEMPTS }));
  }

  const seen = JSON.stringify(workers.map(({ log, deadLetters }) => [
    log,
    deadLetters.map(({ attributes }) => attributes),
  ]));
  expect(seen).toContain('[hidden] of [hidden] with [hidden]');
  expect(seen).not.toMatch(new RegExp(`canary|${SENDER.slice(1)}|${AUTH_TOKEN}`));
});

test.each([{ body: 'rejected' }, { body: 'Twilio' }, { body: 'message' }, { body: '1' }])(
  'a sentence of ours stays whole, so that it does not tell that the text was "$body"', async ({ body }) => {
    const worker = fakeWorker(echo, { answers: [REJECTED] });
    await worker.attempt(queueRecord(inboundMessage({ Body: body })));

    const detail = 'Twilio rejected message 1 of 1: error 21610, https://www.twilio.com/docs/errors/21610';
    expect(worker.log).toMatchObject([{ detail }]);
    expect(worker.deadLetters).toMatchObject([{ attributes: { Detail: detail } }]);
  });

test('nothing of a reply is logged or put into attributes when Twilio quotes it in a rejection', async () => {
  const chosen = {
    to: '+15557654321',
    from: '+15557654322',
    body: 'canary',
    statusCallback: 'https://example.com/status?key=canary',
    media: 'https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=canary',
  };
  const twilio = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const values = [...new URLSearchParams(Buffer.concat(chunks).toString()).values()];
      response.writeHead(400).end(JSON.stringify({
        code: 21211,
        status: 400,
        message: `The 'To' number ${values.join(', ')} is not a valid phone number.`,
      }));
    });
  });
  await new Promise<void>((resolve) => twilio.listen(0, '127.0.0.1', resolve));
  const worker = fakeWorker(
    () => chosen,
    { sendMessage: createSendMessage(`http://127.0.0.1:${(twilio.address() as AddressInfo).port}`) },
  );

  await worker.attempt(queueRecord(inboundMessage()));
  twilio.closeAllConnections();
  twilio.close();

  const seen = JSON.stringify([worker.log, worker.deadLetters.map(({ attributes }) => attributes)]);
  expect(seen).toContain('21211');
  expect(seen).not.toMatch(/canary|5557654|amazonaws/);
});

test('an unexpected error makes the queue retry the message, and the log holds nothing of it', async () => {
  const worker = fakeWorker(echo, {
    keyRing: {
      keys: async () => { throw new TypeError(`no ${SENDER}`); },
      keysAfterFailedCheck: async () => [],
    },
  });

  expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
  expect(worker.log).toMatchObject([{
    level: 'ERROR',
    outcome: 'failed',
    error: { name: 'TypeError', message: 'no [hidden]' },
  }]);
});

test('a record that is not a message is retried if it cannot be sent to the dead-letter queue', async () => {
  const worker = fakeWorker(echo, {
    queues: {
      send: async () => { throw new TypeError('no queue'); },
      postpone: async () => undefined,
    },
  });

  expect(await worker.attempt(queueRecord('{}'))).toBe(true);
  expect(worker.log).toMatchObject([{ outcome: 'failed', error: { name: 'TypeError' } }]);
});

test('a status callback in the queue is dead-lettered, and the detail names its kind', async () => {
  const worker = fakeWorker(echo);
  await worker.attempt(queueRecord(JSON.stringify({ parameters: Object.fromEntries(statusCallbackForm()) })));

  const Detail = 'The queue contained something that is not a message: status_callback';
  expect(worker.deadLetters).toMatchObject([{ attributes: { Detail } }]);
});

test('the detail of a dead letter is cut at 500 characters', async () => {
  const details = await Promise.all([500, 501].map(async (length) => {
    const keys = async () => Promise.reject(new Rejection(503, 'no_auth_token', 'x'.repeat(length)));
    const worker = fakeWorker(echo, { keyRing: { keys, keysAfterFailedCheck: async () => [] } });
    await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }));
    return worker.deadLetters.map(({ attributes }) => attributes.Detail);
  }));

  expect(details).toEqual([['x'.repeat(500)], ['x'.repeat(500)]]);
});

test('a rejection without a code is logged with its status', async () => {
  const worker = fakeWorker(echo, { answers: [{ kind: 'rejected', status: 404, code: undefined }] });
  await worker.attempt(queueRecord(inboundMessage()));

  expect(worker.log).toMatchObject([{
    outcome: 'dead_lettered',
    detail: 'Twilio rejected message 1 of 1: status 404',
  }]);
});
