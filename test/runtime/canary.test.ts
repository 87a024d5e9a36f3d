import { inspect } from 'node:util';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { jsonLog } from '../../src/runtime/log/log';
import { echo } from '../../src/runtime/reply/echo';
import { createWebhookHandler, type GatewayParts } from '../../src/runtime/webhook/webhook-handler';
import type { ReplyFunction } from '../../src/shared/reply-contract';
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
const CANARIES = [
  'zorro', 'cafe0000', FROM.slice(-10), TO.slice(-10), SIGNATURE.slice(0, 10), SIGNATURE.slice(10, 20),
  encodeURIComponent(SIGNATURE).slice(0, 12),
];

const REQUEST: RequestToSend = {
  url: `${URL}?key=ZorroQuery`,
  form: FORM,
  headers: { 'X-Twilio-Signature': SIGNATURE },
};
const genuine = (form: Form) => signed({ url: URL, form }, TOKEN);

/** Everything that a gateway writes and answers. */
async function run(
  request: RequestToSend,
  parts: Partial<GatewayParts> = {},
  arrange: (store: FakeStore) => void = () => {},
) {
  const clock = new FakeClock();
  const store = new FakeStore(clock);
  store.put('AWSCURRENT', 1, { secretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: TOKEN }) });
  arrange(store);
  const lines: string[] = [];
  const handle = createWebhookHandler({
    keyRing: new KeyRing({ read: store.read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: clock.now }),
    reply: async () => () => 'Thanks',
    url: { scheme: 'https' },
    replyToOptOut: false,
    log: jsonLog((line) => lines.push(line), Date.now),
    now: Date.now,
    ...parts,
  });
  const responses = [];
  for (const { front } of FRONTS.slice(0, 3)) {
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

test.each<{
  readonly name: string;
  readonly status: number;
  readonly request: RequestToSend;
  readonly parts?: Partial<GatewayParts>;
  readonly arrange?: (store: FakeStore) => void;
}>([
      { name: 'a reply', status: 200, request: REQUEST },
      { name: 'no reply', status: 200, request: REQUEST, parts: { reply: async () => () => undefined } },
      { name: 'a suppressed reply', status: 200, request: genuine([...FORM, ['OptOutType', 'STOP']]) },
      {
        name: 'a status callback',
        status: 204,
        request: genuine(statusCallbackForm({ From: FROM, To: TO, ErrorMessage: 'Zorro' })),
      },
      { name: 'a probe', status: 200, request: genuine([...FORM, ['GatewayProbe', '1']]) },
      { name: 'no signature', status: 403, request: { ...REQUEST, headers: {} } },
      { name: 'a wrong signature', status: 403, request: { ...REQUEST, url: `${URL}?key=ZorroOther` } },
      {
        name: 'a broken signature',
        status: 403,
        request: { ...REQUEST, headers: { 'X-Twilio-Signature': `${SIGNATURE}zorro` } },
      },
      {
        name: 'another account',
        status: 403,
        request: genuine(FORM.map(([name, value]) => [name, name === 'AccountSid' ? OTHER_ACCOUNT_SID : value])),
      },
      { name: 'an invalid message', status: 400, request: genuine([...FORM, ['From', '+15005557771']]) },
      { name: 'an invalid name', status: 400, request: genuine([['AccountSid', ACCOUNT_SID], ['ZorroName', 'zorro']]) },
      { name: 'a form that is too large', status: 413, request: { ...REQUEST, body: 'zorro'.repeat(20_000) } },
      { name: 'too many parameters', status: 413, request: { ...REQUEST, body: 'zorro=zorro&'.repeat(1500) } },
      { name: 'another content type', status: 415, request: { ...REQUEST, headers: { 'Content-Type': 'zorro/zorro' } } },
      { name: 'another method', status: 405, request: { ...REQUEST, method: 'ZORRO' } },
      {
        name: 'a secret that is no token',
        status: 503,
        request: REQUEST,
        arrange: (store) => store.put('AWSCURRENT', 2, { secretString: `zorro${TOKEN}` }),
      },
      {
        name: 'a secret that is broken JSON',
        status: 503,
        request: REQUEST,
        arrange: (store) => store.put('AWSCURRENT', 2, { secretString: `{"zorro": "${TOKEN}"` }),
      },
      {
        name: 'a secret with another key',
        status: 503,
        request: REQUEST,
        arrange: (store) => store.put('AWSCURRENT', 2, { secretString: `{"zorro": "${TOKEN}"}` }),
      },
      {
        name: 'a secret of another form',
        status: 503,
        request: REQUEST,
        arrange: (store) => store.put(
          'AWSCURRENT',
          2,
          { secretString: `{"authToken": "${TOKEN}", "accountSid": "zorro"}` },
        ),
      },
      {
        name: 'a store that fails',
        status: 503,
        request: REQUEST,
        arrange: (store) => { store.fault = named('InternalServiceError', `zorro ${TOKEN}`); },
      },
      {
        name: 'a bug of ours',
        status: 500,
        request: REQUEST,
        parts: { url: new Proxy({ scheme: 'https' as const }, { get: () => { throw new Error(`zorro ${TOKEN}`); } }) },
      },
      {
        name: 'a webhook URL with a password',
        status: 403,
        request: { ...REQUEST, headers: { 'X-Twilio-Signature': 'A'.repeat(27) + '=' } },
        parts: {
          url: { scheme: 'https', webhookUrl: 'https://zorro:zorro@example.com/sms' },
        },
      },
    ])('no answer and no log line for $name holds a secret value', async ({ status, request, parts, arrange }) => {
      const { responses, lines } = await run(request, parts, arrange);

      expect(responses.map(({ statusCode }) => statusCode)).toEqual([status, status, status]);
      expect(lines).toHaveLength(3);
      expectNone(lines.join(''));
      expectNone(JSON.stringify(responses));
    });

test.each<{ readonly name: string; readonly reply: ReplyFunction }>([
  { name: 'the body', reply: failing(({ message }) => `Cannot parse "${message.body}"`) },
  {
    name: 'the trimmed body in small letters',
    reply: failing(({ message }) => `Unknown command ${message.body.trim().toLowerCase()}`),
  },
  { name: 'the body in capitals', reply: failing(({ message }) => `Unknown command ${message.body.toUpperCase()}`) },
  { name: 'the message as JSON', reply: failing(({ message }) => JSON.stringify(message)) },
  {
    name: 'the message as JSON in JSON',
    reply: failing(({ message }) => JSON.stringify({ event: JSON.stringify(message) })),
  },
  { name: 'the message as Node.js shows it', reply: failing(({ message }) => inspect(message)) },
  {
    name: 'the parameters as a form',
    reply: failing(({ message }) =>
      `POST failed: ${new URLSearchParams(message.parameters as Record<string, string>).toString()}`),
  },
  {
    name: 'the parameters in a URL',
    reply: failing(({ message }) =>
      `https://example.com/?q=${Object.values(message.parameters).map(encodeURIComponent).join()}`),
  },
  { name: 'every value', reply: failing(({ raw }) => raw) },
  {
    name: 'numbers without their plus sign',
    reply: failing(({ message }) => `tel:${message.from.slice(1)} tel:${message.to.slice(1)}`),
  },
  { name: 'the token', reply: failing(() => `${TOKEN} ${TOKEN.toUpperCase()}`) },
  {
    name: 'the body in the name of the error',
    reply: ({ body }) => { throw Object.assign(new Error('x'), { name: body }); },
  },
  {
    name: 'the body in a field of the error',
    reply: ({ body }) => { throw Object.assign(new Error('x', { cause: new Error(body) }), { body }); },
  },
  { name: 'the body as what is thrown', reply: ({ body }) => { throw body; } },
  { name: 'the message as what is thrown', reply: (message) => { throw message; } },
  { name: 'the body as nonsense', reply: ({ body }) => [body] as unknown as string },
  { name: 'the body as a URL', reply: ({ body }) => ({ media: body }) },
])('a failing handler that quotes $name leaks nothing', async ({ reply }) => {
  for (const errorReply of [undefined, 'Sorry']) {
    const { responses, lines } = await run(REQUEST, { reply: async () => reply, errorReply });

    expect(responses.map(({ statusCode }) => statusCode)).toEqual(Array(3).fill(errorReply ? 200 : 500));
    expect(lines).toHaveLength(3);
    expectNone(lines.join(''));
    expectNone(JSON.stringify(responses));
  }
});

test('the echo holds the body and the media of a message, and nothing else of it', async () => {
  const { responses, lines } = await run(REQUEST, { reply: async () => echo });

  expectNone(lines.join(''));
  expect(responses[0].body).toContain(
    '<Body>Zorro "Text" &amp; more/\nsecond line é</Body><Media>https://api.twilio.com/Zorro/Media</Media>');
  expectNone(responses[0].body.replace(/<Body>.*<\/Media>/s, ''));
});
