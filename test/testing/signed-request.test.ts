import { canonicalParameters, isValidSignature } from '../../src/runtime/webhook/signature';
import { signedRequest } from '../../src/testing';
import { AUTH_TOKEN } from '../../src/testing/signed-request';
import { SHARED_KEY } from '../support/shared-key';
import { sign } from '../support/signer';

const parametersOf = (body: string): Array<[string, string]> => [...new URLSearchParams(body)];

test("the request is like Twilio's and signed by the rule that Twilio publishes", () => {
  const { url, method, headers, body } = signedRequest({ body: ' "Hi" + & % \u{1F600}\n' });
  const parameters = parametersOf(body);

  expect([method, headers['content-type']]).toEqual([
    'POST',
    expect.stringContaining('application/x-www-form-urlencoded'),
  ]);
  expect(Object.fromEntries(parameters)).toMatchObject({ Body: ' "Hi" + & % \u{1F600}\n', SmsStatus: 'received' });
  expect(headers['x-twilio-signature']).toBe(sign(AUTH_TOKEN, url, parameters));
});

test('a request can be signed for another URL and with another token', () => {
  const request = signedRequest('Hi', { url: 'https://example.com/sms?a=b', authToken: 'f'.repeat(32) });
  const check = {
    url: request.url,
    signature: request.headers['x-twilio-signature'],
    signedParameters: canonicalParameters(parametersOf(request.body)),
  };

  expect(request.url).toBe('https://example.com/sms?a=b');
  expect(isValidSignature({ ...check, secret: 'f'.repeat(32) })).toBe(true);
  expect(isValidSignature({ ...check, secret: AUTH_TOKEN })).toBe(false);
});

test.each([
  { algorithm: undefined, name: 'HMAC_SHA256', hash: 'sha256' },
  { algorithm: 'HMAC_SHA256', name: 'HMAC_SHA256', hash: 'sha256' },
  { algorithm: 'HMAC_SHA1', name: 'HMAC_SHA1', hash: 'sha1' },
] as const)('a request can be signed with a SharedKey, algorithm $algorithm: $name', ({ algorithm, name, hash }) => {
  const { sharedKeyId, sharedKey } = SHARED_KEY;
  const { url, headers, body } = signedRequest('Hi', { sharedKey: { sharedKeyId, sharedKey, ...(algorithm && { algorithm }) } });

  expect(headers).toMatchObject({
    'x-twilio-signature': sign(sharedKey, url, parametersOf(body), hash),
    'x-twilio-webhooks-signature-settings': `key=${sharedKeyId},algorithm=${name}`,
  });
});
