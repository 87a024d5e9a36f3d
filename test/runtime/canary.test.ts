import { inspect } from 'node:util';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import { jsonLog } from '../../src/runtime/log/log';
import { echo } from '../../src/runtime/reply/echo';
import { createWebhookHandler, type GatewayParts } from '../../src/runtime/webhook/webhook-handler';
import type { ReplyFunction } from '../../src/shared/contract';
import { FRONTS, lambdaContext, type RequestToSend, signed } from '../support/events';
import { FakeClock, FakeStore, named } from '../support/fake-store';
import { ACCOUNT_SID, messageForm, OTHER_ACCOUNT_SID, SECRET_ARN, statusCallbackForm } from '../support/messages';
import { type Form, sign } from '../support/signer';

/** Values that must never be seen again: each unlike anything that the code writes of its own. */
const TOKEN = 'cafe0000cafe1111cafe2222cafe3333';
const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const FROM = '+15005557771';
const TO = '+15005558882';
const FORM = messageForm({
  Body: 'Zorro "Text" & more/\nsecond line é',
  From: FROM,
  To: TO,
  NumMedia: '1',
  MediaUrl0: 'https://api.twilio.com/Zorro/Media',
  MediaContentType0: 'image/zorro',
  ProfileName: 'Zorro Name',
  NewInTwilio: 'Zorro New',
});
const SIGNATURE = sign(TOKEN, `${URL}?key=ZorroQuery`, FORM);
const CANARIES = ['zorro', 'cafe0000', FROM.slice(-10), TO.slice(-10), SIGNATURE.slice(0, 10), SIGNATURE.slice(10, 20), encodeURIComponent(SIGNATURE).slice(0, 12)];

const REQUEST: RequestToSend = { url: `${URL}?key=ZorroQuery`, form: FORM, headers: { 'X-Twilio-Signature': SIGNATURE } };
const genuine = (form: Form) => signed({ url: URL, form }, TOKEN);

/** Everything that a gateway writes and answers. */
async function run(request: RequestToSend, parts: Partial<GatewayParts> = {}, arrange: (store: FakeStore) => void = () => {}) {
  const clock = new FakeClock();
  const store = new FakeStore(clock);
  store.put('AWSCURRENT', 1, { secretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: TOKEN }) });
  arrange(store);
  const lines: string[] = [];
  const handle = createWebhookHandler({
    keyRing: new KeyRing({ read: store.read, secretArn: SECRET_ARN, now: clock.now }),
    reply: async () => () => 'Thanks',
    url: { scheme: 'https' },
    replyToOptOut: false,
    log: jsonLog((line) => lines.push(line), Date.now),
    now: Date.now,
    ...parts,
  });
  const responses = [];
  for (const [, front] of FRONTS.slice(0, 3)) {
    responses.push(await handle(front(request), lambdaContext()));
  }
  return { responses, lines };
}

function expectNone(text: string) {
  // As Node.js wrote it, and as a reader of JSON sees it.
  const seen = (text + JSON.stringify(text) + text.replaceAll('\\', '')).toLowerCase();
  expect(CANARIES.filter((value) => seen.includes(value.toLowerCase()))).toEqual([]);
}

const failing = (say: (all: { message: Parameters<ReplyFunction>[0]; raw: string }) => string): ReplyFunction =>
  (message) => { throw new Error(say({ message, raw: Object.values(message.parameters).join(' ') })); };

test.each<[string, number, RequestToSend, Partial<GatewayParts>?, ((store: FakeStore) => void)?]>([
  ['a reply', 200, REQUEST],
  ['no reply', 200, REQUEST, { reply: async () => () => undefined }],
  ['a suppressed reply', 200, genuine([...FORM, ['OptOutType', 'STOP']])],
  ['a status callback', 204, genuine(statusCallbackForm({ From: FROM, To: TO, ErrorMessage: 'Zorro' }))],
  ['a probe', 200, genuine([...FORM, ['GatewayProbe', '1']])],
  ['no signature', 403, { ...REQUEST, headers: {} }],
  ['a wrong signature', 403, { ...REQUEST, url: `${URL}?key=ZorroOther` }],
  ['a broken signature', 403, { ...REQUEST, headers: { 'X-Twilio-Signature': `${SIGNATURE}zorro` } }],
  ['another account', 403, genuine(FORM.map(([name, value]) => [name, name === 'AccountSid' ? OTHER_ACCOUNT_SID : value]))],
  ['an invalid message', 400, genuine([...FORM, ['From', '+15005557771']])],
  ['an invalid name', 400, genuine([['AccountSid', ACCOUNT_SID], ['ZorroName', 'zorro']])],
  ['a form that is too large', 413, { ...REQUEST, body: 'zorro'.repeat(20_000) }],
  ['too many parameters', 413, { ...REQUEST, body: 'zorro=zorro&'.repeat(1500) }],
  ['another content type', 415, { ...REQUEST, headers: { 'Content-Type': 'zorro/zorro' } }],
  ['another method', 405, { ...REQUEST, method: 'ZORRO' }],
  ['a secret that is no token', 503, REQUEST, {}, (store) => store.put('AWSCURRENT', 2, { secretString: `zorro${TOKEN}` })],
  ['a secret that is broken JSON', 503, REQUEST, {}, (store) => store.put('AWSCURRENT', 2, { secretString: `{"zorro": "${TOKEN}"` })],
  ['a secret with another key', 503, REQUEST, {}, (store) => store.put('AWSCURRENT', 2, { secretString: `{"zorro": "${TOKEN}"}` })],
  ['a secret of another form', 503, REQUEST, {}, (store) => store.put('AWSCURRENT', 2, { secretString: `{"authToken": "${TOKEN}", "accountSid": "zorro"}` })],
  ['a store that fails', 503, REQUEST, {}, (store) => { store.fault = named('InternalServiceError', `zorro ${TOKEN}`); }],
  ['a bug of ours', 500, REQUEST, { url: new Proxy({ scheme: 'https' as const }, { get: () => { throw new Error(`zorro ${TOKEN}`); } }) }],
  ['a webhook URL with a password', 403, { ...REQUEST, headers: { 'X-Twilio-Signature': 'A'.repeat(27) + '=' } }, {
    url: { scheme: 'https', webhookUrl: 'https://zorro:zorro@example.com/sms' },
  }],
])('%s tells none of it', async (_, status, request, ...[parts, arrange]) => {
  const { responses, lines } = await run(request, parts, arrange);

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([status, status, status]);
  expect(lines).toHaveLength(3);
  expectNone(lines.join(''));
  expectNone(JSON.stringify(responses));
});

test.each<[string, ReplyFunction]>([
  ['the body', failing(({ message }) => `Cannot parse "${message.body}"`)],
  ['the trimmed body in small letters', failing(({ message }) => `Unknown command ${message.body.trim().toLowerCase()}`)],
  ['the body in capitals', failing(({ message }) => `Unknown command ${message.body.toUpperCase()}`)],
  ['the message as JSON', failing(({ message }) => JSON.stringify(message))],
  ['the message as JSON in JSON', failing(({ message }) => JSON.stringify({ event: JSON.stringify(message) }))],
  ['the message as Node.js shows it', failing(({ message }) => inspect(message))],
  ['the parameters as a form', failing(({ message }) => `POST failed: ${new URLSearchParams(message.parameters as Record<string, string>).toString()}`)],
  ['the parameters in a URL', failing(({ message }) => `https://example.com/?q=${Object.values(message.parameters).map(encodeURIComponent).join()}`)],
  ['every value', failing(({ raw }) => raw)],
  ['numbers without their plus sign', failing(({ message }) => `tel:${message.from.slice(1)} tel:${message.to.slice(1)}`)],
  ['the token', failing(() => `${TOKEN} ${TOKEN.toUpperCase()}`)],
  ['the body in the name of the error', ({ body }) => { throw Object.assign(new Error('x'), { name: body }); }],
  ['the body in a field of the error', ({ body }) => { throw Object.assign(new Error('x', { cause: new Error(body) }), { body }); }],
  ['the body as what is thrown', ({ body }) => { throw body; }],
  ['the message as what is thrown', (message) => { throw message; }],
  ['the body as nonsense', ({ body }) => [body] as unknown as string],
  ['the body as a URL', ({ body }) => ({ media: body })],
])('a handler that fails and quotes %s tells none of it', async (_, reply) => {
  for (const errorReply of [undefined, 'Sorry']) {
    const { responses, lines } = await run(REQUEST, { reply: async () => reply, errorReply });

    expect(responses.map(({ statusCode }) => statusCode)).toEqual(Array(3).fill(errorReply ? 200 : 500));
    expect(lines).toHaveLength(3);
    expectNone(lines.join(''));
    expectNone(JSON.stringify(responses));
  }
});

test('the echo holds the text and its media, and nothing else of it', async () => {
  const { responses, lines } = await run(REQUEST, { reply: async () => echo });

  expectNone(lines.join(''));
  expect(responses[0].body).toContain('<Body>Zorro "Text" &amp; more/\nsecond line é</Body><Media>https://api.twilio.com/Zorro/Media</Media>');
  expectNone(responses[0].body.replace(/<Body>.*<\/Media>/s, ''));
});
