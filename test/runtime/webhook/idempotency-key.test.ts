import { createHash } from 'node:crypto';
import { idempotencyKeyOf } from '../../../src/runtime/webhook/idempotency-key';
import { AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN } from '../../support/messages';
import { type Form, sign } from '../../support/signer';

const URL = 'https://example.com/sms?a=b';
const FORM = messageForm();

const keyOf = (url = URL, form: Form = FORM, { urls = [url], authToken = AUTH_TOKEN } = {}) =>
  idempotencyKeyOf({ signature: sign(authToken, url, form), urls, parameters: form, isPlausible: true }, authToken);

test('is the SHA-256 of the text that was signed', () => {
  const sorted = [...FORM].sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join('')).join('');

  expect(keyOf()).toBe(createHash('sha256').update(URL + sorted).digest('hex'));
});

test.each<[string, string]>([
  ['with the default port', keyOf('https://example.com:443/sms?a=b')],
  ['in another order', keyOf(URL, [...FORM].reverse())],
  ['with a parameter twice', keyOf(URL, [...FORM, FORM[0]])],
  ['signed with another token, as after a rotation', keyOf(URL, FORM, { authToken: OTHER_AUTH_TOKEN })],
  ['as the second of several candidates', keyOf(URL, FORM, { urls: ['https://example.com/sms', URL] })],
])('is the same for the request %s', (_, key) => {
  expect(key).toBe(keyOf());
});

test.each<[string, string]>([
  ['another port', keyOf('https://example.com:8443/sms?a=b')],
  ['a port that is default for another scheme', keyOf('https://example.com:80/sms?a=b')],
  ['another path', keyOf('https://example.com/sms/?a=b')],
  ['a port in the query', keyOf('https://example.com/sms?a=b:443')],
  ['another text with the same MessageSid', keyOf(URL, messageForm({ Body: 'Another' }))],
])('is another one for %s', (_, key) => {
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(key).not.toBe(keyOf());
});

test('is the same for a query in another spelling that the same signature covers', () => {
  const [signed, sent] = ["https://example.com/sms?q='", 'https://example.com/sms?q=%27'];

  expect(keyOf(signed, FORM, { urls: [sent, signed] })).toBe(keyOf(signed));
});
