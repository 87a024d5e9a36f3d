import { toTwiml } from '../../../src/runtime/reply/to-twiml';
import { answerMessage, type ReplySettings } from '../../../src/runtime/webhook/answer-message';
import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import type { Reply, ReplyFunction, ReplyMessage } from '../../../src/shared/reply-contract';
import { AUTH_TOKEN, messageForm, SENDER } from '../../support/messages';

const answer = (
  reply: ReplyFunction,
  settings: Partial<ReplySettings> = {},
  changes: Parameters<typeof messageForm>[0] = {},
  milliseconds = 1000,
) =>
  answerMessage(
    toInboundMessage(new Map(messageForm(changes))),
    { reply: async () => reply, replyToOptOut: false, now: Date.now, ...settings },
    { requestId: 'r-1', idempotencyKey: () => 'key', deadline: Date.now() + milliseconds, secret: AUTH_TOKEN },
  );
const twiml = (...messages: Parameters<typeof toTwiml>[0]) => ({
  statusCode: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: toTwiml(messages),
});
const FAILED = { level: 'ERROR', outcome: 'failed', reason: 'handler_failed' };

test('a reply is answered as TwiML', async () => {
  const { response, entry } = await answer(({ body }) => `You said ${body}`);

  expect(response).toEqual(twiml({ body: 'You said Hello' }));
  expect(entry).toMatchObject({ level: 'INFO', outcome: 'replied', handlerMs: expect.any(Number) });
});

test.each([
  undefined, '', [], null, ' \n', '\u0000', { body: '\t' }, [{ body: ' ' }, { body: '' }],
].map((reply) => ({ reply })))('no reply ($reply) is an empty response', async ({ reply }) => {
  const { response, entry } = await answer(() => reply as undefined);

  expect(response).toEqual(twiml());
  expect(entry).toMatchObject({ level: 'INFO', outcome: 'no_reply' });
});

describe('to a sender who opts out', () => {
  test('the handler is called, and its reply is not sent', async () => {
    const reply = jest.fn(() => 'Bye');
    const { response, entry } = await answer(reply, {}, { Body: 'stop' });

    expect(reply).toHaveBeenCalledTimes(1);
    expect(response).toEqual(twiml());
    expect(entry).toMatchObject({
      level: 'INFO',
      outcome: 'reply_suppressed',
      message: expect.stringContaining('21610'),
    });
  });

  test('the reply is sent with replyToOptOut', async () => {
    expect((await answer(
      () => 'Bye',
      { replyToOptOut: true },
      { Body: 'stop' },
    )).response).toEqual(twiml({ body: 'Bye' }));
  });

  test('an empty reply is logged as no reply', async () => {
    expect((await answer(() => undefined, {}, { Body: 'stop' })).entry).toMatchObject({ outcome: 'no_reply' });
  });

  test('the errorReply is not sent either', async () => {
    const { response, entry } = await answer(
      () => { throw new Error('boom'); },
      { errorReply: 'Sorry' },
      { Body: 'stop' },
    );

    expect(response).toEqual(twiml());
    expect(entry).toMatchObject(FAILED);
  });

  test('a message to somebody else is sent, since Twilio does not reject it', async () => {
    const messages = [{ body: 'Bye' }, { body: 'One less', to: '+15005550099' }, { body: 'Bye again', to: SENDER }];

    expect((await answer(() => messages, {}, { Body: 'stop' })).response).toEqual(twiml(messages[1]));
  });
});

describe.each<{ readonly name: string; readonly reply: ReplyFunction; readonly message: RegExp }>([
  { name: 'throws', reply: () => { throw new RangeError('boom'); }, message: /boom/ },
  { name: 'rejects', reply: async () => Promise.reject(new Error('boom')), message: /boom/ },
  {
    name: 'throws a text',
    reply: () => { throw 'boom'; },
    message: /type string/,
  }, // eslint-disable-line no-throw-literal
  {
    name: 'rejects with undefined',
    reply: async () => Promise.reject(undefined),
    message: /type undefined/,
  }, // eslint-disable-line prefer-promise-reject-errors
  { name: 'returns nonsense', reply: () => 5 as unknown as string, message: /type number/ },
  { name: 'returns a message without a body', reply: () => ({}), message: /needs a body or media/ },
  { name: 'returns too many messages', reply: () => Array(11).fill({ body: 'x' }), message: /has 11 messages: at most 10/ },
  {
    name: 'returns too much',
    reply: () => Array(10).fill({ body: 'x', media: 'https://example.com/'.padEnd(8000, 'x') }),
    message: /bytes of TwiML/,
  },
  { name: 'never settles', reply: () => new Promise(() => {}), message: /still running/ },
])('a handler that $name', ({ reply, message }) => {
  test('is answered with 500, so that Twilio calls the fallback URL', async () => {
    const { response, entry } = await answer(reply, {}, {}, 50);

    expect(response).toEqual({ statusCode: 500, body: '' });
    expect(entry).toMatchObject({ ...FAILED, error: { message: expect.stringMatching(message) } });
  });

  test('is answered with the errorReply if there is one', async () => {
    const { response, entry } = await answer(reply, { errorReply: 'Sorry & goodbye' }, {}, 50);

    expect(response).toEqual(twiml({ body: 'Sorry & goodbye' }));
    expect(entry).toMatchObject(FAILED);
  });
});

test('a module that cannot be loaded fails every message', async () => {
  const reply = () => Promise.reject(new SyntaxError('Unexpected token'));
  const { response, entry } = await answer(() => '', { reply });

  expect(response.statusCode).toBe(500);
  expect(entry).toMatchObject({ ...FAILED, error: { name: 'SyntaxError', message: 'Unexpected token' } });
});

test('an error is logged without values of the message and the secret', async () => {
  const { entry } = await answer(
    ({ body, from }) => { throw new Error(`${body} of ${from} with ${AUTH_TOKEN}`); },
    {},
    { Body: 'canary' },
  );

  expect(JSON.stringify(entry)).not.toMatch(new RegExp(`canary|${SENDER.slice(1)}|${AUTH_TOKEN}`));
});

test('a STOP that the handler tries to change still suppresses the reply', async () => {
  const { entry } = await answer((message) => {
    Reflect.set(message, 'body', 'Hello');
    Reflect.set(message, 'from', '+15005550099');
    return 'Bye';
  }, {}, { Body: 'STOP' });

  expect(entry).toMatchObject({ outcome: 'reply_suppressed' });
});

const throwing = () => { throw new Error('trap'); };

test.each<{ readonly name: string; readonly thrown: unknown }>([
  { name: 'without a prototype', thrown: Object.create(null) },
  { name: 'whose message throws', thrown: Object.defineProperty(new Error(), 'message', { get: throwing }) },
  { name: 'whose name has no text', thrown: Object.assign(new Error('a'), { name: Object.create(null) }) },
  { name: 'behind a proxy that throws', thrown: new Proxy(new Error(), { getPrototypeOf: throwing, get: throwing }) },
])('an error $name gets the errorReply, and the line blames the handler', async ({ thrown }) => {
  const { response, entry } = await answer(() => { throw thrown; }, { errorReply: 'Sorry' });

  expect(response).toEqual(twiml({ body: 'Sorry' }));
  expect(entry).toMatchObject({ ...FAILED, error: { name: 'Error', message: expect.stringMatching(/^The reply handler /) } });
});

describe('with truncateLongReply', () => {
  const truncating = { truncateLongReply: true };

  test.each<{ readonly name: string; readonly reply: Reply; readonly sent: ReplyMessage[] }>([
    {
      name: 'messages',
      reply: Array(11).fill({ body: 'x' }),
      sent: [...Array(9).fill({ body: 'x' }), { body: 'x...' }],
    },
    {
      name: 'a body',
      reply: 'x'.repeat(20_000),
      sent: [...Array(9).fill({ body: 'x'.repeat(1600) }), { body: 'x'.repeat(1597) + '...' }],
    },
    {
      name: 'a body of too many bytes',
      reply: '&'.repeat(16_000),
      sent: [...Array(6).fill({ body: '&'.repeat(1600) }), { body: '&'.repeat(1597) + '...' }],
    },
  ])('$name above the limits are truncated, and the log says so', async ({ reply, sent }) => {
    const { response, entry } = await answer(() => reply, truncating);

    expect(response).toEqual(twiml(...sent));
    expect(entry).toMatchObject({
      level: 'WARN',
      outcome: 'replied',
      truncated: true,
      message: 'Replied. The end of the reply was cut off',
    });
  });

  test('a reply within the limits is not', async () => {
    const { response, entry } = await answer(() => 'Hi', truncating);

    expect(response).toEqual(twiml({ body: 'Hi' }));
    expect(entry).toMatchObject({ level: 'INFO', message: 'Replied' });
    expect(entry.truncated).toBeUndefined();
  });

  test('a value that is not a reply is still an error', async () => {
    expect((await answer(() => 5 as unknown as string, truncating)).entry).toMatchObject(FAILED);
  });
});

test('an errorReply goes the way of each reply: characters that XML cannot hold are removed', async () => {
  const fails = () => { throw new Error('boom'); };

  expect((await answer(fails, { errorReply: 'Sorry\u0000' })).response).toEqual(twiml({ body: 'Sorry' }));
});
