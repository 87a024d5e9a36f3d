import type { Key } from '../../../src/runtime/auth-token/key-ring';
import { Rejection } from '../../../src/runtime/log/rejection';
import { verify } from '../../../src/runtime/webhook/verify';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { sign } from '../../support/signer';

const URL = 'https://example.com/sms';
const FORM = messageForm();
const THIRD_AUTH_TOKEN = '1'.repeat(32);

const keyOf = (authToken: string, accountSid?: string): Key => ({ algorithm: 'HMAC-SHA1', authToken, accountSid, versionId: `version of ${authToken}`, stage: 'AWSCURRENT' });

/** A ring that holds some keys, and others after a failed check. */
function fakeRing(before: readonly Key[], after: readonly Key[] = before) {
  return { keys: jest.fn(async () => before), keysAfterFailedCheck: jest.fn(async () => after) };
}

const request = (changes: Partial<Parameters<typeof verify>[0]> = {}) =>
  ({ signature: sign(AUTH_TOKEN, URL, FORM), urls: [URL], parameters: FORM, isPlausible: true, ...changes });
const rejection = (status: number, reason: string) => expect.objectContaining({ name: 'Rejection', status, reason });

describe('a genuine request', () => {
  test('is verified with the key of the secret, which is not read again', async () => {
    const ring = fakeRing([keyOf(AUTH_TOKEN)]);

    await expect(verify(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN));
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test.each([0, 1, 2])('may be signed with key %i of three', async (index) => {
    const tokens = [AUTH_TOKEN, OTHER_AUTH_TOKEN, THIRD_AUTH_TOKEN];

    const key = verify(request({ signature: sign(tokens[index], URL, FORM) }), fakeRing(tokens.map((token) => keyOf(token))));

    await expect(key).resolves.toEqual(keyOf(tokens[index]));
  });

  test('may be signed for any of the candidate URLs', async () => {
    await expect(verify(request({ urls: ['https://example.com/a', 'https://example.com/b', URL] }), fakeRing([keyOf(AUTH_TOKEN)]))).resolves.toBeDefined();
  });

  test('signed with a token that was just rotated is verified after another look at the secret', async () => {
    const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID)], [keyOf(AUTH_TOKEN, ACCOUNT_SID), keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID)]);

    await expect(verify(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN, ACCOUNT_SID));
    expect(ring.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
  });
});

describe('no look at the secret is caused by a request', () => {
  test.each([
    ['without a signature', { signature: undefined }, 'no_signature'],
    ['with an empty signature', { signature: '' }, 'no_signature'],
    ['with a signature that is none', { signature: 'abc' }, 'no_signature'],
  ])('%s: no key is even asked for', async (_, changes, reason) => {
    const ring = fakeRing([keyOf(AUTH_TOKEN)]);

    await expect(verify(request(changes), ring)).rejects.toEqual(rejection(403, reason));
    expect(ring.keys).not.toHaveBeenCalled();
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test.each([
    ['that is not in the form of Twilio', { isPlausible: false }],
    ['of another account than the secret names', { parameters: messageForm({ AccountSid: OTHER_ACCOUNT_SID }) }],
    ['of no account', { parameters: messageForm({ AccountSid: undefined }) }],
  ])('%s', async (_, changes) => {
    const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID)], [keyOf(AUTH_TOKEN, ACCOUNT_SID)]);

    await expect(verify(request(changes), ring)).rejects.toEqual(rejection(403, 'wrong_signature'));
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });
});

test('a forged request is rejected after one more look', async () => {
  const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN)]);

  await expect(verify(request(), ring)).rejects.toEqual(rejection(403, 'wrong_signature'));
  expect(ring.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
});

test('a request of another account is rejected, however well it is signed', async () => {
  const form = messageForm({ AccountSid: OTHER_ACCOUNT_SID });

  await expect(verify(request({ signature: sign(AUTH_TOKEN, URL, form), parameters: form }), fakeRing([keyOf(AUTH_TOKEN, ACCOUNT_SID)])))
    .rejects.toEqual(rejection(403, 'wrong_account'));
});

test.each([
  ['two accounts, the other one first', [['AccountSid', OTHER_ACCOUNT_SID], ...FORM] as const],
  ['no account', messageForm({ AccountSid: undefined })],
])('a signed request that names %s is rejected where the secret names its account', async (_, form) => {
  await expect(verify(request({ signature: sign(AUTH_TOKEN, URL, form), parameters: form }), fakeRing([keyOf(AUTH_TOKEN, ACCOUNT_SID)])))
    .rejects.toEqual(rejection(403, 'wrong_account'));
});

test('without a key nothing is compared', async () => {
  const unavailable = new Rejection(503, 'no_auth_token', 'down');
  const ring = { ...fakeRing([]), keys: jest.fn(async () => Promise.reject(unavailable)) };

  await expect(verify(request({ signature: sign('', URL, FORM) }), ring)).rejects.toBe(unavailable);
  expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
});

test.each([
  ['before', [], []],
  ['after another look', [keyOf(OTHER_AUTH_TOKEN)], []],
])('an empty list of keys %s lets nothing in', async (_, before, after) => {
  for (const signature of [request().signature, sign('', URL, FORM)]) {
    await expect(verify(request({ signature }), fakeRing(before, after))).rejects.toEqual(rejection(403, 'wrong_signature'));
  }
});

test('an empty key never fits', async () => {
  await expect(verify(request({ signature: sign('', URL, FORM) }), fakeRing([keyOf('')]))).rejects.toEqual(rejection(403, 'wrong_signature'));
});

test.each([
  ['no signature', { signature: undefined }, 'the X-Twilio-Signature header is missing'],
  ['an empty signature', { signature: '' }, 'the X-Twilio-Signature header is not a signature'],
  ['a signature that is none', { signature: 'abc' }, 'the X-Twilio-Signature header is not a signature'],
  ['a wrong signature', { signature: sign(OTHER_AUTH_TOKEN, URL, FORM) }, 'signed with another auth token or URL, or changed on the way'],
])('%s is told from the others in the log alone', async (_, changes, detail) => {
  await expect(verify(request(changes), fakeRing([keyOf(AUTH_TOKEN)]))).rejects.toMatchObject({ status: 403, detail });
});

test('another account is told in the log alone', async () => {
  await expect(verify(request(), fakeRing([keyOf(AUTH_TOKEN, OTHER_ACCOUNT_SID)])))
    .rejects.toMatchObject({ status: 403, detail: "the AccountSid is not the secret's accountSid" });
});

test('where the keys are of two accounts, a request of either may cause a look at the secret', async () => {
  const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN, OTHER_ACCOUNT_SID), keyOf(THIRD_AUTH_TOKEN, ACCOUNT_SID)], [keyOf(AUTH_TOKEN, ACCOUNT_SID)]);

  await expect(verify(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN, ACCOUNT_SID));
});
