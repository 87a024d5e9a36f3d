import fc from 'fast-check';
import type { Key, KeyRing } from '../../../src/runtime/auth-token/key-ring';
import type { LogEntry } from '../../../src/runtime/log/log';
import { Rejection } from '../../../src/runtime/log/rejection';
import { echo } from '../../../src/runtime/reply/echo';
import { EMPTY_TWIML } from '../../../src/runtime/reply/empty-twiml';
import { toTwiml } from '../../../src/runtime/reply/to-twiml';
import { createWebhookHandler, type GatewayParts } from '../../../src/runtime/webhook/webhook-handler';
import type { ReplyFunction } from '../../../src/shared/contract';
import { FRONTS, httpApi, type HttpEvent, lambdaContext, type RequestToSend, restApi, signed } from '../../support/events';
import {
  ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, messageForm, NUMBER, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN, statusCallbackForm,
} from '../../support/messages';
import { encodeForm, type Form, sign } from '../../support/signer';

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const KEY: Key = { algorithm: 'HMAC-SHA1', authToken: AUTH_TOKEN, accountSid: ACCOUNT_SID, versionId: 'version-1', stage: 'AWSCURRENT' };

type Ring = Pick<KeyRing, 'keys' | 'keysAfterFailedCheck' | 'refreshEarly'>;
const ringOf = (keys: readonly Key[], after = keys): jest.Mocked<Ring> =>
  ({ keys: jest.fn(async () => keys), keysAfterFailedCheck: jest.fn(async () => after), refreshEarly: jest.fn(async () => undefined) });

function gateway(parts: Partial<GatewayParts> = {}) {
  const entries: LogEntry[] = [];
  const keyRing = parts.keyRing ?? ringOf([KEY]);
  const handle = createWebhookHandler({
    keyRing, reply: async () => echo, url: { scheme: 'https' }, replyToOptOut: false, log: (entry) => entries.push(entry), now: Date.now, ...parts,
  });
  return { entries, keyRing, answer: (event: unknown, context = lambdaContext()) => handle(event, context) };
}

const text = (changes: Parameters<typeof messageForm>[0] = {}): RequestToSend => signed({ url: URL, form: messageForm(changes) });
const form = (parameters: Form): RequestToSend => signed({ url: URL, form: parameters });
const TWIML = { 'content-type': 'text/xml; charset=utf-8' };

describe.each(FRONTS)('behind %s', (_, front) => {
  const fails: ReplyFunction = () => { throw new Error('boom'); };

  test.each<[string, RequestToSend, number, string, Partial<LogEntry>, Partial<GatewayParts>?]>([
    ['a text', text({ Body: ' "Hi" <&> \r\n\u{1F600}' }), 200, toTwiml([{ body: ' "Hi" <&> \r\n\u{1F600}' }]), { outcome: 'replied' }],
    ['an MMS', text({ Body: '', NumMedia: '1', MediaUrl0: 'https://api.twilio.com/0' }), 200, toTwiml([{ media: 'https://api.twilio.com/0' }]), { outcome: 'replied' }],
    ['an empty text', text({ Body: '' }), 200, EMPTY_TWIML, { outcome: 'no_reply' }],
    ['a fallback request', text({ ErrorCode: '11200', ErrorUrl: 'https://example.com' }), 200, toTwiml([{ body: 'Hello' }]), { outcome: 'replied' }],
    ['STOP', text({ Body: 'STOP' }), 200, EMPTY_TWIML, { outcome: 'reply_suppressed' }],
    ['HELP', text({ Body: 'HELP' }), 200, toTwiml([{ body: 'HELP' }]), { outcome: 'replied' }],
    ['a delivery', form(statusCallbackForm()), 204, '', { outcome: 'status_callback' }],
    ['a legacy status callback', text({ SmsStatus: 'sent' }), 204, '', { outcome: 'status_callback' }],
    ['a probe', form([...messageForm(), ['GatewayProbe', '1']]), 200, EMPTY_TWIML, { outcome: 'probe' }],
    ['a handler that fails', text(), 500, '', { outcome: 'failed', reason: 'handler_failed' }, { reply: async () => fails }],
    ['a handler that fails, with errorReply', text(), 200, toTwiml([{ body: 'Sorry' }]), { outcome: 'failed' }, { reply: async () => fails, errorReply: 'Sorry' }],
    ['no signature', { url: URL, form: messageForm() }, 403, '', { reason: 'no_signature' }],
    ['an empty signature', { url: URL, form: messageForm(), headers: { 'X-Twilio-Signature': '' } }, 403, '', { reason: 'no_signature' }],
    ['another token', signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN), 403, '', { reason: 'wrong_signature' }],
    ['a signature of another text', { ...text({ Body: 'a' }), form: messageForm({ Body: 'b' }) }, 403, '', { reason: 'wrong_signature' }],
    ['a signature for another URL', { ...text(), url: `${URL}/` }, 403, '', { reason: 'wrong_signature' }],
    ['two signatures', { ...text(), headers: { 'X-Twilio-Signature': [sign(AUTH_TOKEN, URL, messageForm()), 'A'] } }, 403, '', { reason: 'no_signature' }],
    ['another account', text({ AccountSid: OTHER_ACCOUNT_SID }), 403, '', { reason: 'wrong_account' }],
    ['a signed form that is no message', form([['AccountSid', ACCOUNT_SID]]), 400, '', { reason: 'invalid_message', detail: 'MessageSid is missing' }],
    ['a signed message with two senders', form([...messageForm(), ['From', NUMBER]]), 400, '', { reason: 'invalid_message' }],
    ['a signed probe that is no message', form([['AccountSid', ACCOUNT_SID], ['GatewayProbe', '1']]), 400, '', { reason: 'invalid_message' }],
    ['a signed status callback of no message', form([['AccountSid', ACCOUNT_SID], ['MessageStatus', 'sent']]), 400, '', { reason: 'invalid_message' }],
    ['an unsigned form that is no message', { url: URL, form: [] }, 403, '', { reason: 'no_signature' }],
    ['JSON', { ...text(), headers: { 'Content-Type': 'application/json' } }, 415, '', { reason: 'not_a_webhook' }],
    ['no content type', { ...text(), headers: { 'Content-Type': undefined } }, 415, '', { reason: 'not_a_webhook' }],
    ['GET', { ...text(), method: 'GET' }, 405, '', { reason: 'not_a_webhook' }],
    ['a form of 64 KiB + 1', { ...text(), body: 'a'.repeat(65_537) }, 413, '', { reason: 'too_large' }],
    ['1,001 parameters', form(Array.from({ length: 1001 }, (__, i) => [`p${i}`, ''])), 413, '', { reason: 'too_large' }],
  ])('%s', async (__, request, status, body, entry, ...[parts]) => {
    const { answer, entries } = gateway(parts);

    const response = await answer(front(request));

    expect(response).toEqual(status === 200 ? { statusCode: 200, headers: TWIML, body } : { statusCode: status, body });
    expect(entries).toEqual([expect.objectContaining({ ...entry, status, requestId: lambdaContext().awsRequestId, durationMs: expect.any(Number) })]);
  });

  test('1,000 parameters and repeated, empty and strange ones are verified', async () => {
    const strange: Form = [...messageForm(), ['__proto__', 'x'], ['constructor', ''], ['b', '2'], ['b', '1'], ['b', '2'], ['\u{1F600}', '1'], ['\uFF5E', '2']];
    const many: Form = [...strange, ...Array.from({ length: 1000 - strange.length }, (__, i) => [`p${i}`, `${i}`] as const)];
    const { answer } = gateway();

    expect((await answer(front(form(many)))).statusCode).toBe(200);
  });
});

describe('without a key', () => {
  const keyRing: Ring = { ...ringOf([]), keys: async () => { throw new Rejection(503, 'no_auth_token', 'The secret is empty', 'aws secretsmanager ...'); } };

  test('a request is answered with 503, and the log names cause and mending command', async () => {
    const { answer, entries } = gateway({ keyRing });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 503, body: '' });
    expect(entries).toEqual([expect.objectContaining({
      level: 'ERROR', outcome: 'rejected', reason: 'no_auth_token', detail: 'The secret is empty', remedy: 'aws secretsmanager ...', status: 503,
    })]);
  });

  test('a request that is signed with the empty key is, too', async () => {
    expect((await gateway({ keyRing }).answer(httpApi(signed({ url: URL, form: messageForm() }, '')))).statusCode).toBe(503);
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
      { url: URL, form: messageForm() }, signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN), text({ AccountSid: OTHER_ACCOUNT_SID }),
      { ...text(), headers: { 'X-Twilio-Signature': 'x' } }, { ...text(), url: `${URL}?a` },
    ];

    const responses = await Promise.all(causes.map((cause) => answer(httpApi(cause))));

    expect(new Set(responses.map((response) => JSON.stringify(response)))).toEqual(new Set([JSON.stringify({ statusCode: 403, body: '' })]));
  });

  test('do not call the handler; status callbacks and probes do not either', async () => {
    const reply = jest.fn();
    const { answer } = gateway({ reply: async () => reply });
    for (const request of [{ url: URL, form: messageForm() }, form([]), form(statusCallbackForm()), form([...messageForm(), ['GatewayProbe', '1']])]) {
      await answer(httpApi(request));
    }

    expect(reply).not.toHaveBeenCalled();
  });

  test('too large are so before a key is looked at', async () => {
    const { answer, keyRing } = gateway();
    await answer(httpApi({ ...text(), body: 'a'.repeat(65_537) }));
    await answer(httpApi(form(Array.from({ length: 1001 }, (_, i) => [`p${i}`, '']))));

    expect(keyRing.keys).not.toHaveBeenCalled();
  });

  test('cause another look at the secret only where the request could be of Twilio', async () => {
    const forged = (parameters: Form) => httpApi({ url: URL, form: parameters, headers: { 'X-Twilio-Signature': 'A'.repeat(27) + '=' } });
    const { answer, keyRing } = gateway();
    await answer(forged([]));
    await answer(forged(messageForm({ NumMedia: undefined })));
    await answer(forged(messageForm({ AccountSid: OTHER_ACCOUNT_SID })));
    expect(keyRing.keysAfterFailedCheck).not.toHaveBeenCalled();

    await answer(forged(messageForm()));
    expect(keyRing.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
  });

  test('of a wrong signature name the URLs that were tried, values of the query hidden', async () => {
    const { answer, entries } = gateway();
    await answer(httpApi({ ...text(), url: `${URL}?key=secret` }));

    expect(entries[0].urls).toEqual([`${URL}?key=…`]);
  });
});

describe('a line of the log', () => {
  test('tells what is known of a text, and no number', async () => {
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

  test('says of the first request alone that it was a cold start', async () => {
    const { answer, entries } = gateway();
    await answer(null);
    await answer(httpApi(text()));

    expect(entries.map(({ coldStart }) => coldStart)).toEqual([true, false]);
  });

  test('names the key of a text that was signed with a token that was just rotated', async () => {
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

  test.each([['an HTTP API', httpApi], ['a REST API', restApi]])('behind %s a handler that still runs 13 s after the request came is answered for', async (_, front) => {
    const { answer, entries } = gateway({ reply: async () => () => new Promise(() => {}) });
    const started = Date.now();

    const response = await answer(front({ ...text(), receivedAt: started - 12_900 }));

    expect(response.statusCode).toBe(500);
    expect(Date.now() - started).toBeLessThan(1000);
    expect(entries[0]).toMatchObject({ outcome: 'failed', error: { name: 'ReplyTimeout' } });
  });

  test('so is one that still runs when the function is about to be ended', async () => {
    const { answer } = gateway({ reply: async () => () => new Promise(() => {}) });
    const started = Date.now();

    expect((await answer(httpApi(text()), lambdaContext(600))).statusCode).toBe(500);
    expect(Date.now() - started).toBeLessThan(500);
  });
});

describe('whatever happens', () => {
  const STATUSES = [200, 204, 400, 403, 405, 413, 415, 500, 503];

  test.each([undefined, null, 1, 'x', [], {}, { requestContext: { http: { method: 'POST' } } }, { httpMethod: 'POST', headers: [] }])('the event %j is answered', async (event) => {
    const { answer, entries } = gateway();

    expect([400, 415]).toContain((await answer(event)).statusCode);
    expect(entries).toHaveLength(1);
  });

  test('a key ring that breaks is answered with 500, and its error is not told', async () => {
    const { answer, entries } = gateway({ keyRing: { ...ringOf([KEY]), keys: async () => { throw new TypeError('canary'); } } });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 500, body: '' });
    expect(entries[0]).toMatchObject({ level: 'ERROR', outcome: 'failed', message: 'Unexpected error' });
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  test('something thrown that is no error is answered with 500, and not told', async () => {
    const { answer, entries } = gateway({ keyRing: { ...ringOf([KEY]), keys: async () => Promise.reject('canary') } });

    expect(await answer(httpApi(text()))).toEqual({ statusCode: 500, body: '' });
    expect(entries[0]).toMatchObject({ message: 'Unexpected error', error: { stack: undefined } });
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  test('an early refresh that breaks does not cost the answer', async () => {
    const { answer } = gateway({ keyRing: { ...ringOf([KEY]), refreshEarly: async () => { throw new Error('boom'); } } });

    expect((await answer(httpApi(text()))).statusCode).toBe(200);
  });

  test('a damaged event is answered with one of the statuses that are promised, and the next text as ever', async () => {
    const part = fc.constantFrom('headers', 'body', 'isBase64Encoded', 'requestContext', 'rawPath', 'rawQueryString', 'httpMethod',
      'multiValueHeaders', 'queryStringParameters', 'multiValueQueryStringParameters', 'version');
    const front = fc.constantFrom(...FRONTS.map(([, make]) => make));
    const { answer } = gateway();
    await fc.assert(fc.asyncProperty(front, part, fc.jsonValue(), async (make, name, value) => {
      const event: HttpEvent = make(text());
      const { statusCode, headers, body } = await answer({ ...event, [name]: value });

      expect(STATUSES).toContain(statusCode);
      expect(statusCode === 200 ? headers : { ...headers, body }).toEqual(statusCode === 200 ? TWIML : { body: '' });
    }), { numRuns: 300 });

    expect((await answer(httpApi(text()))).statusCode).toBe(200);
  });

  test('no form, however it is encoded, gets in without a signature', async () => {
    const { answer } = gateway();
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 40 }), async (body, signature) => {
      const event = httpApi({ url: URL, body: `${encodeForm(messageForm())}&${body}`, headers: { 'X-Twilio-Signature': signature } });

      expect((await answer(event)).statusCode).toBe(403);
    }));
  });
});
