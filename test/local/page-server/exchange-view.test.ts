import { HttpApiEvent } from '../../../src/local/http-api/request-to-event';
import { arrived, verdictOf } from '../../../src/local/page-server/exchange-view';
import { PageKeys } from '../../../src/local/page-server/signature-check';
import { inboundParameters, randomSid, webhookRequest } from '../../../src/local/twilio/signed-message';
import { SharedKey } from '../../../src/runtime/auth-token/parse-shared-key';
import { OTHER_SHARED_KEY, SHARED_KEY } from '../../support/shared-key';

const TOKEN = '0123456789abcdef0123456789abcdef';
const URL = 'http://127.0.0.1:4680/sms';
const text = { accountSid: randomSid('AC'), from: '+12025550123', to: '+12025550100', body: 'hi' };

function arrival(
  parameters: Record<string, string>,
  key: string | SharedKey = TOKEN,
  keys: PageKeys = { authTokens: [TOKEN] },
) {
  const { headers, body } = webhookRequest(URL, parameters, key);
  const event = {
    rawPath: '/sms',
    rawQueryString: '',
    headers,
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'id',
      timeEpoch: 1,
      domainName: '127.0.0.1:4680',
      http: { method: 'POST', path: '/sms' },
    },
  } as unknown as HttpApiEvent;
  return arrived(event, { gateway: 'Echo/Sms', origin: 'phone', scheme: 'http', delayMs: 0, keys });
}

test('the view shows the URL that was signed, and none if the signature is forged', () => {
  expect(arrival(inboundParameters(text)).request.candidates).toEqual([{ url: URL, isSigned: true }]);
  expect(arrival(inboundParameters(text), 'f'.repeat(32)).request.candidates).toEqual([{ url: URL, isSigned: false }]);
});

test.each([
  { name: 'the current token', key: TOKEN, keys: {}, signedWith: 'current' },
  { name: 'the former token', key: TOKEN, keys: { authTokens: ['f'.repeat(32), TOKEN] }, signedWith: 'former' },
  { name: 'the SharedKey of the gateway', key: SHARED_KEY, keys: {}, signedWith: 'sharedKey' },
  { name: 'its SharedKey, at a gateway without a token', key: SHARED_KEY, keys: { authTokens: [] }, signedWith: 'sharedKey' },
  { name: 'a SharedKey that the gateway lacks', key: SHARED_KEY, keys: { hasSharedKey: false }, signedWith: 'foreignSharedKey' },
  { name: 'a SharedKey that nobody has', key: OTHER_SHARED_KEY, keys: {}, signedWith: undefined },
  { name: 'the id of the SharedKey and another secret', key: { ...SHARED_KEY, sharedKey: 'x'.repeat(32) }, keys: {}, signedWith: undefined },
  { name: 'the SharedKey by HMAC-SHA1', key: { ...SHARED_KEY, algorithm: 'HMAC_SHA1' as const }, keys: {}, signedWith: undefined },
  { name: 'the SharedKey as an auth token', key: SHARED_KEY.sharedKey, keys: {}, signedWith: undefined },
  { name: 'a token, at a gateway without one', key: TOKEN, keys: { authTokens: [] }, signedWith: undefined },
])('a message signed with $name is told as signed with $signedWith', ({ key, keys, signedWith }) => {
  const all = { authTokens: [TOKEN], sharedKey: SHARED_KEY, hasSharedKey: true, ...keys };
  const { request } = arrival(inboundParameters(text), key, all);

  expect(request.signedWith).toBe(signedWith);
  expect(request.candidates).toEqual([{ url: URL, isSigned: signedWith !== undefined }]);
});

test('the view of an MMS and of a WhatsApp message has their channel and number', () => {
  const media = [{ url: 'http://a', contentType: 'image/png' }];

  expect(arrival(inboundParameters({ ...text, channel: 'mms', media }))).toMatchObject({
    channel: 'mms',
    from: '+12025550123',
    sent: { body: 'hi', media },
  });
  expect(arrival(inboundParameters({ ...text, from: 'whatsapp:+12025550123', channel: 'whatsapp' }))).toMatchObject({
    channel: 'whatsapp',
    from: '+12025550123',
  });
});

test('a request that is no message has a view, too', () => {
  expect(arrival({ NumMedia: '1e9', __proto__: 'x' })).toMatchObject({ from: '', sent: { body: '' } });
  expect(
    arrival(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`p${i}`, 'x']))).request.candidates,
  ).toEqual([]);
});

test.each([
  { line: '{"outcome":"replied","requestId":"a"}', outcome: 'replied' },
  { line: '{"outcome":"replied"}', outcome: undefined },
  { line: '{"message":"of the handler"}', outcome: undefined },
  { line: '{ not JSON', outcome: undefined },
  { line: 'null', outcome: undefined },
])('the log line $line has the outcome $outcome', ({ line, outcome }) => {
  expect(verdictOf(line)?.outcome).toBe(outcome);
});
