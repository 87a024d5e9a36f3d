import { createHash } from 'node:crypto';
import type { SharedKey } from '../../../src/runtime/auth-token/parse-shared-key';
import { idempotencyKeyOf } from '../../../src/runtime/webhook/idempotency-key';
import { AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN } from '../../support/messages';
import { SHARED_KEY, signatureOf } from '../../support/shared-key';
import { type Form, sign } from '../../support/signer';

const URL = 'https://example.com/sms?a=b';
const FORM = messageForm();

const keyOf = (url = URL, form: Form = FORM, { urls = [url], authToken = AUTH_TOKEN } = {}) =>
  idempotencyKeyOf({ signature: sign(authToken, url, form), urls, parameters: form, isPlausible: true }, { algorithm: 'HMAC_SHA1', authToken });

const keySignedWith = (key: SharedKey) => idempotencyKeyOf(
  { signature: signatureOf({ url: URL, form: FORM }, key), urls: [URL], parameters: FORM, isPlausible: true }, key);

test('the key is the SHA-256 of the signed content', () => {
  const sorted = [...FORM].sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join('')).join('');

  expect(keyOf()).toBe(createHash('sha256').update(URL + sorted).digest('hex'));
});

test.each<{ readonly name: string; readonly key: string }>([
  { name: 'with the default port', key: keyOf('https://example.com:443/sms?a=b') },
  { name: 'in another order', key: keyOf(URL, [...FORM].reverse()) },
  { name: 'with a parameter twice', key: keyOf(URL, [...FORM, FORM[0]]) },
  { name: 'signed with another token, as after a rotation', key: keyOf(URL, FORM, { authToken: OTHER_AUTH_TOKEN }) },
  { name: 'as the second of several candidates', key: keyOf(URL, FORM, { urls: ['https://example.com/sms', URL] }) },
  { name: 'signed with a SharedKey, as during a migration', key: keySignedWith(SHARED_KEY) },
  { name: 'signed with a SharedKey for HMAC_SHA1', key: keySignedWith({ ...SHARED_KEY, algorithm: 'HMAC_SHA1' }) },
])('the key is the same for the request $name', ({ key }) => {
  expect(key).toBe(keyOf());
});

test.each<{ readonly name: string; readonly key: string }>([
  { name: 'another port', key: keyOf('https://example.com:8443/sms?a=b') },
  { name: 'a port that is default for another scheme', key: keyOf('https://example.com:80/sms?a=b') },
  { name: 'another path', key: keyOf('https://example.com/sms/?a=b') },
  { name: 'a port in the query', key: keyOf('https://example.com/sms?a=b:443') },
  { name: 'another text with the same MessageSid', key: keyOf(URL, messageForm({ Body: 'Another' })) },
])('the key differs for $name', ({ key }) => {
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(key).not.toBe(keyOf());
});

test('the key is the same for a query in another spelling that the same signature covers', () => {
  const [signed, sent] = ["https://example.com/sms?q='", 'https://example.com/sms?q=%27'];

  expect(keyOf(signed, FORM, { urls: [sent, signed] })).toBe(keyOf(signed));
});
