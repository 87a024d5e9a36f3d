import fc from 'fast-check';
import type { Stored, TokenKey } from '../../../src/runtime/auth-token/key';
import type { KeyRing } from '../../../src/runtime/auth-token/key-ring';
import type { LogEntry } from '../../../src/runtime/log/log';
import { Rejection } from '../../../src/runtime/log/rejection';
import { echo } from '../../../src/runtime/reply/echo';
import { EMPTY_TWIML } from '../../../src/runtime/reply/empty-twiml';
import { toTwiml } from '../../../src/runtime/reply/to-twiml';
import { createWebhookHandler, type GatewayParts } from '../../../src/runtime/webhook/webhook-handler';
import type { ReplyFunction } from '../../../src/shared/reply-contract';
import {
  FRONTS, httpApi, type HttpEvent, lambdaContext, type RequestToSend, restApi, signed,
} from '../../support/events';
import {
  ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, messageForm, NUMBER, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN, statusCallbackForm,
} from '../../support/messages';
import { settingsOf, SHARED_KEY, signedWithSharedKey } from '../../support/shared-key';
import { encodeForm, type Form, sign } from '../../support/signer';

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const KEY: Stored<TokenKey> = {
  algorithm: 'HMAC_SHA1',
  authToken: AUTH_TOKEN,
  accountSid: ACCOUNT_SID,
  versionId: 'version-1',
  stage: 'AWSCURRENT',
};

type Ring = Pick<KeyRing, 'keys' | 'keysAfterFailedCheck' | 'refreshEarly'>;
const ringOf = (keys: ReadonlyArray<Stored<TokenKey>>, after = keys): jest.Mocked<Ring> =>
  ({
    keys: jest.fn(async () => keys),
    keysAfterFailedCheck: jest.fn(async () => after),
    refreshEarly: jest.fn(async () => undefined),
  });

function gateway(parts: Partial<GatewayParts> = {}) {
  const entries: LogEntry[] = [];
  const keyRing = 'keyRing' in parts ? parts.keyRing : ringOf([KEY]);
  const handle = createWebhookHandler({
    keyRing,
    reply: async () => echo,
    url: { scheme: 'https' },
    replyToOptOut: false,
    log: (entry) => entries.push(entry),
    now: Date.now,
    ...parts,
  });
  return { entries, keyRing, answer: (event: unknown, context = lambdaContext()) => handle(event, context) };
}

const text = (changes: Parameters<typeof messageForm>[0] = {}): RequestToSend => signed({
  url: URL,
  form: messageForm(changes),
});
const form = (parameters: Form): RequestToSend => signed({ url: URL, form: parameters });
const TWIML = { 'content-type': 'text/xml; charset=utf-8' };

describe.each(FRONTS)('behind $name', ({ front }) => {
  const fails: ReplyFunction = () => { throw new Error('boom'); };

  test.each<{
    readonly name: string;
    readonly request: RequestToSend;
    readonly status: number;
    readonly body: string;
    readonly entry: Partial<LogEntry>;
    readonly parts?: Partial<GatewayParts>;
  }>([
    {
      name: 'a text',
      request: text({ Body: ' "Hi" <&> \r\n\u{1F600}' }),
      status: 200,
      body: toTwiml([{ body: ' "Hi" <&> \r\n\u{1F600}' }]),
      entry: { outcome: 'replied' },
    },
    {
      name: 'an MMS',
      request: text({ Body: '', NumMedia: '1', MediaUrl0: 'https://api.twilio.com/0' }),
      status: 200,
      body: toTwiml([{ media: 'https://api.twilio.com/0' }]),
      entry: { outcome: 'replied' },
    },
    {
      name: 'an empty text',
      request: text({ Body: '' }),
      status: 200,
      body: EMPTY_TWIML,
      entry: { outcome: 'no_reply' },
    },
    {
      name: 'a fallback request',
      request: text({ ErrorCode: '11200', ErrorUrl: 'https://example.com' }),
      status: 200,
      body: toTwiml([{ body: 'Hello' }]),
      entry: { outcome: 'replied' },
    },
    {
      name: 'STOP',
      request: text({ Body: 'STOP' }),
      status: 200,
      body: EMPTY_TWIML,
      entry: { outcome: 'reply_suppressed' },
    },
    {
      name: 'HELP',
      request: text({ Body: 'HELP' }),
      status: 200,
      body: toTwiml([{ body: 'HELP' }]),
      entry: { outcome: 'replied' },
    },
    {
      name: 'a delivery',
      request: form(statusCallbackForm()),
      status: 204,
      body: '',
      entry: { outcome: 'status_callback' },
    },
    {
      name: 'a legacy status callback',
      request: text({ SmsStatus: 'sent' }),
      status: 204,
      body: '',
      entry: { outcome: 'status_callback' },
    },
    {
      name: 'a probe',
      request: form([...messageForm(), ['GatewayProbe', '1']]),
      status: 200,
      body: EMPTY_TWIML,
      entry: { outcome: 'probe' },
    },
    {
      name: 'a handler that fails',
      request: text(),
      status: 500,
      body: '',
      entry: { outcome: 'failed', reason: 'handler_failed' },
      parts: { reply: async () => fails },
    },
    {
      name: 'a handler that fails, with errorReply',
      request: text(),
      status: 200,
      body: toTwiml([{ body: 'Sorry' }]),
      entry: { outcome: 'failed' },
      parts: { reply: async () => fails, errorReply: 'Sorry' },
    },
    {
      name: 'no signature',
      request: { url: URL, form: messageForm() },
      status: 403,
      body: '',
      entry: { reason: 'no_signature' },
    },
    {
      name: 'an empty signature',
      request: { url: URL, form: messageForm(), headers: { 'X-Twilio-Signature': '' } },
      status: 403,
      body: '',
      entry: { reason: 'no_signature' },
    },
    {
      name: 'another token',
      request: signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN),
      status: 403,
      body: '',
      entry: { reason: 'wrong_signature' },
    },
    {
      name: 'a signature of another text',
      request: { ...text({ Body: 'a' }), form: messageForm({ Body: 'b' }) },
      status: 403,
      body: '',
      entry: { reason: 'wrong_signature' },
    },
    {
      name: 'a signature for another URL',
      request: { ...text(), url: `${URL}/` },
      status: 403,
      body: '',
      entry: { reason: 'wrong_signature' },
    },
    {
      name: 'two signatures',
      request: { ...text(), headers: { 'X-Twilio-Signature': [sign(AUTH_TOKEN, URL, messageForm()), 'A'] } },
      status: 403,
      body: '',
      entry: { reason: 'no_signature' },
    },
    {
      name: 'another account',
      request: text({ AccountSid: OTHER_ACCOUNT_SID }),
      status: 403,
      body: '',
      entry: { reason: 'wrong_account' },
    },
    {
      name: 'a signed form that is no message',
      request: form([['AccountSid', ACCOUNT_SID]]),
      status: 400,
      body: '',
      entry: { reason: 'invalid_message', detail: 'MessageSid is missing' },
    },
    {
      name: 'a signed message with two senders',
      request: form([...messageForm(), ['From', NUMBER]]),
      status: 400,
      body: '',
      entry: { reason: 'invalid_message' },
    },
    {
      name: 'a signed probe that is no message',
      request: form([['AccountSid', ACCOUNT_SID], ['GatewayProbe', '1']]),
      status: 400,
      body: '',
      entry: { reason: 'invalid_message' },
    },
    {
      name: 'a signed status callback of no message',
      request: form([['AccountSid', ACCOUNT_SID], ['MessageStatus', 'sent']]),
      status: 400,
      body: '',
      entry: { reason: 'invalid_message' },
    },
    {
      name: 'an unsigned form that is no message',
      request: { url: URL, form: [] },
      status: 403,
      body: '',
      entry: { reason: 'no_signature' },
    },
    {
      name: 'JSON',
      request: { ...text(), headers: { 'Content-Type': 'application/json' } },
      status: 415,
      body: '',
      entry: { reason: 'not_a_webhook' },
    },
    {
      name: 'no content type',
      request: { ...text(), headers: { 'Content-Type': undefined } },
      status: 415,
      body: '',
      entry: { reason: 'not_a_webhook' },
    },
    { name: 'GET', request: { ...text(), method: 'GET' }, status: 405, body: '', entry: { reason: 'not_a_webhook' } },
    {
      name: 'a form of 64 KiB + 1',
      request: { ...text(), body: 'a'.repeat(65_537) },
      status: 413,
      body: '',
      entry: { reason: 'too_large' },
    },
    {
      name: '1,001 parameters',
      request: form(Array.from({ length: 1001 }, (__, i) => [`p${i}`, ''])),
      status: 413,
      body: '',
      entry: { reason: 'too_large' },
    },
  ])('$name', async ({ request, status, body, entry, parts }) => {
    const { answer, entries } = gateway(parts);

    const response = await answer(front(request));

    expect(response).toEqual(status === 200 ? { statusCode: 200, headers: TWIML, body } : { statusCode: status, body });
    expect(entries).toEqual([expect.objectContaining({
      ...entry,
      status,
      requestId: lambdaContext().awsRequestId,
      durationMs: expect.any(Number),
    })]);
  });

  test('1,000 parameters and repeated, empty and strange ones are verified', async () => {
    const strange: Form = [
      ...messageForm(), ['__proto__', 'x'], ['constructor', ''], ['b', '2'], ['b', '1'], ['b', '2'], ['\u{1F600}', '1'],
      ['\uFF5E', '2'],
    ];
    const many: Form = [
      ...strange, ...Array.from({ length: 1000 - strange.length }, (__, i) => [`p${i}`, `${i}`] as const),
    ];
    const { answer } = gateway();

    expect((await answer(front(form(many)))).statusCode).toBe(200);
  });
});

describe('with a SharedKey', () => {
  const request = signedWithSharedKey({ url: URL, form: messageForm() });
  const key = { ...SHARED_KEY, versionId: 'shared-1', stage: 'AWSCURRENT' as const };
  const sharedKeyRing = () => ({
    keys: async () => [key],
    keysAfterFailedCheck: async () => [key],
    refreshEarly: async () => undefined,
    remedy: 'aws secretsmanager ...',
  });

  test.each(FRONTS)('a message is answered behind $name, and the log names the version of the key', async ({ front }) => {
    const { answer, entries } = gateway({ sharedKeyRing: sharedKeyRing() });

    expect((await answer(front(request))).statusCode).toBe(200);
    expect(entries[0]).toMatchObject({ outcome: 'replied', keyVersion: 'shared-1' });
  });

  test.each(FRONTS)('a message whose header comes twice is rejected behind $name', async ({ front }) => {
    const { answer, entries } = gateway({ sharedKeyRing: sharedKeyRing() });
    const settings = settingsOf(SHARED_KEY);
    const headers = { ...request.headers, 'X-Twilio-Webhooks-Signature-Settings': [settings, settings] };

    expect(await answer(front({ ...request, headers }))).toEqual({ statusCode: 403, body: '' });
    expect(entries[0]).toMatchObject({ outcome: 'rejected', reason: 'shared_key' });
  });

  test('messages of both kinds are answered side by side, without an auth token too', async () => {
    const { answer } = gateway({ sharedKeyRing: sharedKeyRing() });
    const tokenless = gateway({ keyRing: undefined, sharedKeyRing: sharedKeyRing() });

    expect((await answer(httpApi(text()))).statusCode).toBe(200);
    expect((await answer(httpApi(request))).statusCode).toBe(200);
    expect((await tokenless.answer(httpApi(request))).statusCode).toBe(200);
    expect(await tokenless.answer(httpApi(text()))).toEqual({ statusCode: 403, body: '' });
  });

  test('the idempotency key of a message is that of the same message signed with the auth token', async () => {
    const keys: string[] = [];
    const reply: ReplyFunction = (_, { idempotencyKey }) => { keys.push(idempotencyKey); };
    const { answer } = gateway({ sharedKeyRing: sharedKeyRing(), reply: async () => reply });
    await answer(httpApi(text()));
    await answer(httpApi(request));

    expect(keys[1]).toBe(keys[0]);
  });

  test('the key is hidden in the error of a handler, and a download has no auth token', async () => {
    const fetchMedia = jest.fn(async () => { throw new Error(`no download with ${SHARED_KEY.sharedKey}`); });
    const reply: ReplyFunction = async (_, context) => { await context.fetchMedia({ url: 'https://api.twilio.com/0' }); };
    const { answer, entries } = gateway({ sharedKeyRing: sharedKeyRing(), reply: async () => reply, fetchMedia });
    await answer(httpApi(request));

    expect(entries[0].error).toMatchObject({ message: 'no download with [hidden]' });
    expect(JSON.stringify(entries)).not.toContain(SHARED_KEY.sharedKey.slice(0, 12));
    expect(fetchMedia).toHaveBeenCalledWith(
      { url: 'https://api.twilio.com/0' },
      expect.not.objectContaining({ authToken: expect.anything() }),
    );
  });

  test('both secrets are refreshed early, and awaited before the answer', async () => {
    const events: string[] = [];
    const refreshing = (name: string, milliseconds: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      events.push(name);
    };
    const { answer } = gateway({
      keyRing: { ...ringOf([KEY]), refreshEarly: refreshing('auth token', 20) },
      sharedKeyRing: { ...sharedKeyRing(), refreshEarly: refreshing('SharedKey', 40) },
    });
    await answer(httpApi(text()));

    expect(events).toEqual(['auth token', 'SharedKey']);
  });
});

describe('without a key', () => {
  const keyRing: Ring = {
    ...ringOf([]),
    keys: async () => { throw new Rejection(503, 'no_auth_token', 'The secret is empty', 'aws secretsmanager ...'); },
  };

  test('a request is answered with 503, and the log has the cause and the remedy', async () => {
    const { answer, entries } = gateway({ keyRing });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 503, body: '' });
    expect(entries).toEqual([expect.objectContaining({
      level: 'ERROR',
      outcome: 'rejected',
      reason: 'no_auth_token',
      detail: 'The secret is empty',
      remedy: 'aws secretsmanager ...',
      status: 503,
    })]);
  });

  test('a request that is signed with the empty key is answered with 503 too', async () => {
    expect((await gateway({ keyRing }).answer(httpApi(signed({
      url: URL,
      form: messageForm(),
    }, '')))).statusCode).toBe(503);
  });

  test('the empty key fits nothing even if it were in the ring', async () => {
    const { answer } = gateway({ keyRing: ringOf([{ ...KEY, authToken: '' }]) });

    expect((await answer(httpApi(signed({ url: URL, form: messageForm() }, '')))).statusCode).toBe(403);
  });
});

describe('rejections', () => {
  test('with 403 are the same for every cause', async () => {
    const { answer } = gateway();
    const causes = [
      { url: URL, form: messageForm() }, signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN),
      signedWithSharedKey({ url: URL, form: messageForm() }),
      text({ AccountSid: OTHER_ACCOUNT_SID }), { ...text(), headers: { 'X-Twilio-Signature': 'x' } },
      { ...text(), url: `${URL}?a` },
    ];

    const responses = await Promise.all(causes.map((cause) => answer(httpApi(cause))));

    const distinct = new Set(responses.map((response) => JSON.stringify(response)));
    expect(distinct).toEqual(new Set([JSON.stringify({ statusCode: 403, body: '' })]));
  });

  test('do not call the handler; status callbacks and probes do not either', async () => {
    const reply = jest.fn();
    const { answer } = gateway({ reply: async () => reply });
    for (const request of [{
      url: URL,
      form: messageForm(),
    }, form([]), form(statusCallbackForm()), form([...messageForm(), ['GatewayProbe', '1']])]) {
      await answer(httpApi(request));
    }

    expect(reply).not.toHaveBeenCalled();
  });

  test('of a too large request come before any key is read', async () => {
    const { answer, keyRing } = gateway();
    await answer(httpApi({ ...text(), body: 'a'.repeat(65_537) }));
    await answer(httpApi(form(Array.from({ length: 1001 }, (_, i) => [`p${i}`, '']))));

    expect(keyRing!.keys).not.toHaveBeenCalled();
  });

  test('cause another read of the secret only if Twilio could have sent the request', async () => {
    const forged = (parameters: Form) => httpApi({
      url: URL,
      form: parameters,
      headers: { 'X-Twilio-Signature': 'A'.repeat(27) + '=' },
    });
    const { answer, keyRing } = gateway();
    await answer(forged([]));
    await answer(forged(messageForm({ NumMedia: undefined })));
    await answer(forged(messageForm({ AccountSid: OTHER_ACCOUNT_SID })));
    expect(keyRing!.keysAfterFailedCheck).not.toHaveBeenCalled();

    await answer(forged(messageForm()));
    expect(keyRing!.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
  });

  test("of a wrong signature log the URLs that were tried, with the query's values hidden", async () => {
    const { answer, entries } = gateway();
    await answer(httpApi({ ...text(), url: `${URL}?key=secret` }));

    expect(entries[0].urls).toEqual([`${URL}?key=…`]);
  });
});

describe('a line of the log', () => {
  test('has what is known of a message, and no number', async () => {
    const { answer, entries } = gateway();
    await answer(httpApi(text()));

    expect(entries[0]).toEqual({
      requestId: lambdaContext().awsRequestId,
      coldStart: true,
      urls: undefined,
      keyVersion: 'version-1',
      messageSid: MESSAGE_SID,
      from: '…06',
      to: '…01',
      level: 'INFO',
      message: 'Replied',
      outcome: 'replied',
      handlerMs: expect.any(Number),
      status: 200,
      durationMs: expect.any(Number),
    });
  });

  test('marks only the first request as a cold start', async () => {
    const { answer, entries } = gateway();
    await answer(null);
    await answer(httpApi(text()));

    expect(entries.map(({ coldStart }) => coldStart)).toEqual([true, false]);
  });

  test('names no cold start with provisioned concurrency', async () => {
    process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'provisioned-concurrency';
    const { answer, entries } = gateway();
    delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE;
    await answer(httpApi(text()));

    expect(entries[0].coldStart).toBe(false);
  });

  test('has the key version of a message that was signed with a just rotated token', async () => {
    const rotated = { ...KEY, versionId: 'version-2' };
    const { answer, entries } = gateway({ keyRing: ringOf([{ ...KEY, authToken: OTHER_AUTH_TOKEN }], [rotated]) });
    await answer(httpApi(text()));

    expect(entries[0]).toMatchObject({ outcome: 'replied', keyVersion: 'version-2' });
  });
});

describe('time', () => {
  test('an early refresh runs beside the request and is awaited before the answer', async () => {
    const events: string[] = [];
    const keyRing: Ring = {
      ...ringOf([KEY]),
      refreshEarly: async () => { await new Promise((resolve) => setTimeout(resolve, 50)); events.push('refreshed'); },
    };
    await gateway({ keyRing, reply: async () => () => { events.push('replied'); } }).answer(httpApi(text()));
    events.push('answered');

    expect(events).toEqual(['replied', 'refreshed', 'answered']);
  });

  test.each([
    { name: 'an HTTP API', front: httpApi },
    { name: 'a REST API', front: restApi },
  ])('behind $name a handler that still runs 13 s after the request fails', async ({ front }) => {
    const { answer, entries } = gateway({ reply: async () => () => new Promise(() => {}) });
    const started = Date.now();

    const response = await answer(front({ ...text(), receivedAt: started - 12_900 }));

    expect(response.statusCode).toBe(500);
    expect(Date.now() - started).toBeLessThan(1000);
    expect(entries[0]).toMatchObject({ outcome: 'failed', error: { name: 'ReplyTimeout' } });
  });

  test('a handler that still runs when the function is about to be stopped fails', async () => {
    const { answer } = gateway({ reply: async () => () => new Promise(() => {}) });
    const started = Date.now();

    expect((await answer(httpApi(text()), lambdaContext(600))).statusCode).toBe(500);
    expect(Date.now() - started).toBeLessThan(500);
  });
});

describe('whatever happens', () => {
  const STATUSES = [200, 204, 400, 403, 405, 413, 415, 500, 503];

  test.each([
    undefined, null, 1, 'x', [], {}, { requestContext: { http: { method: 'POST' } } },
    { httpMethod: 'POST', headers: [] },
  ].map((event) => ({ event })))('the event $event is answered', async ({ event }) => {
    const { answer, entries } = gateway();

    expect([400, 415]).toContain((await answer(event)).statusCode);
    expect(entries).toHaveLength(1);
  });

  test('an error of the key ring is answered with 500, and its message is not logged', async () => {
    const { answer, entries } = gateway({
      keyRing: {
        ...ringOf([KEY]),
        keys: async () => { throw new TypeError('canary'); },
      },
    });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 500, body: '' });
    expect(entries[0]).toMatchObject({ level: 'ERROR', outcome: 'failed', message: 'Unexpected error' });
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  test('a thrown value that is not an error is answered with 500 and not logged', async () => {
    const { answer, entries } = gateway({ keyRing: { ...ringOf([KEY]), keys: async () => Promise.reject('canary') } });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 500, body: '' });
    expect(entries[0]).toMatchObject({ message: 'Unexpected error', error: { stack: undefined } });
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  test('a failing early refresh does not change the answer', async () => {
    const { answer } = gateway({
      keyRing: {
        ...ringOf([KEY]),
        refreshEarly: async () => { throw new Error('boom'); },
      },
    });

    expect((await answer(httpApi(text()))).statusCode).toBe(200);
  });

  test('a damaged event gets one of the promised statuses, and the next message is answered', async () => {
    const part = fc.constantFrom(
      'headers', 'body', 'isBase64Encoded', 'requestContext', 'rawPath', 'rawQueryString', 'httpMethod',
      'multiValueHeaders', 'queryStringParameters', 'multiValueQueryStringParameters', 'version',
    );
    const front = fc.constantFrom(...FRONTS.map(({ front: make }) => make));
    const { answer } = gateway();
    await fc.assert(fc.asyncProperty(front, part, fc.jsonValue(), async (make, name, value) => {
      const event: HttpEvent = make(text());
      const { statusCode, headers, body } = await answer({ ...event, [name]: value });

      expect(STATUSES).toContain(statusCode);
      expect(statusCode === 200 ? headers : { ...headers, body }).toEqual(statusCode === 200 ? TWIML : { body: '' });
    }), { numRuns: 300 });

    expect((await answer(httpApi(text()))).statusCode).toBe(200);
  });

  test('no form gets in without a signature, however it is encoded', async () => {
    const { answer } = gateway();
    await fc.assert(fc.asyncProperty(fc.string({
      unit: 'binary',
      maxLength: 200,
    }), fc.string({ maxLength: 40 }), async (body, signature) => {
      const event = httpApi({
        url: URL,
        body: `${encodeForm(messageForm())}&${body}`,
        headers: { 'X-Twilio-Signature': signature },
      });

      expect((await answer(event)).statusCode).toBe(403);
    }));
  });
});
