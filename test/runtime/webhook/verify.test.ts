import type { Stored, TokenKey } from '../../../src/runtime/auth-token/key';
import { Rejection } from '../../../src/runtime/log/rejection';
import { type SignedRequest, type VerificationKeys, verify } from '../../../src/runtime/webhook/verify';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { sign } from '../../support/signer';

const URL = 'https://example.com/sms';
const FORM = messageForm();
const THIRD_AUTH_TOKEN = '1'.repeat(32);

const keyOf = (authToken: string, accountSid?: string): Stored<TokenKey> => ({
  algorithm: 'HMAC_SHA1',
  authToken,
  accountSid,
  versionId: `version of ${authToken}`,
  stage: 'AWSCURRENT',
});

/** A gateway that has auth tokens only. */
const verifyToken = async (signed: SignedRequest, keyRing: VerificationKeys['keyRing']) => verify(signed, { keyRing });

/** A ring that holds some keys, and others after a failed check. */
function fakeRing(before: ReadonlyArray<Stored<TokenKey>>, after: ReadonlyArray<Stored<TokenKey>> = before) {
  return {
    keys: jest.fn(async () => before),
    keysAfterFailedCheck: jest.fn(async () => after),
    refreshEarly: jest.fn(async () => undefined),
  };
}

const request = (changes: Partial<SignedRequest> = {}) =>
  ({ signature: sign(AUTH_TOKEN, URL, FORM), urls: [URL], parameters: FORM, isPlausible: true, ...changes });
const rejection = (status: number, reason: string) => expect.objectContaining({ name: 'Rejection', status, reason });

describe('a genuine request', () => {
  test('is verified with the key of the secret, which is not read again', async () => {
    const ring = fakeRing([keyOf(AUTH_TOKEN)]);

    await expect(verifyToken(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN));
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test.each([0, 1, 2].map((index) => ({ index })))('may be signed with key $index of three', async ({ index }) => {
    const tokens = [AUTH_TOKEN, OTHER_AUTH_TOKEN, THIRD_AUTH_TOKEN];

    const key = verifyToken(
      request({ signature: sign(tokens[index], URL, FORM) }),
      fakeRing(tokens.map((token) => keyOf(token))),
    );

    await expect(key).resolves.toEqual(keyOf(tokens[index]));
  });

  test('may be signed for any of the candidate URLs', async () => {
    await expect(verifyToken(request({
      urls: [
        'https://example.com/a', 'https://example.com/b', URL,
      ],
    }), fakeRing([keyOf(AUTH_TOKEN)]))).resolves.toBeDefined();
  });

  test('signed with a just rotated token is verified after another read of the secret', async () => {
    const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID)], [
      keyOf(AUTH_TOKEN, ACCOUNT_SID), keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID),
    ]);

    await expect(verifyToken(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN, ACCOUNT_SID));
    expect(ring.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
  });
});

describe('another read of the secret is not caused by a request', () => {
  test.each([
    { name: 'without a signature', changes: { signature: undefined }, reason: 'no_signature' },
    { name: 'with an empty signature', changes: { signature: '' }, reason: 'no_signature' },
    { name: 'with a malformed signature', changes: { signature: 'abc' }, reason: 'no_signature' },
  ])('with $name, and no key is even read', async ({ changes, reason }) => {
    const ring = fakeRing([keyOf(AUTH_TOKEN)]);

    await expect(verifyToken(request(changes), ring)).rejects.toEqual(rejection(403, reason));
    expect(ring.keys).not.toHaveBeenCalled();
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test.each([
    { name: 'that is not in the form of Twilio', changes: { isPlausible: false } },
    {
      name: 'of another account than the secret names',
      changes: { parameters: messageForm({ AccountSid: OTHER_ACCOUNT_SID }) },
    },
    { name: 'of no account', changes: { parameters: messageForm({ AccountSid: undefined }) } },
  ])('$name', async ({ changes }) => {
    const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN, ACCOUNT_SID)], [keyOf(AUTH_TOKEN, ACCOUNT_SID)]);

    await expect(verifyToken(request(changes), ring)).rejects.toEqual(rejection(403, 'wrong_signature'));
    expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
  });
});

test('a forged request is rejected after one more read', async () => {
  const ring = fakeRing([keyOf(OTHER_AUTH_TOKEN)]);

  await expect(verifyToken(request(), ring)).rejects.toEqual(rejection(403, 'wrong_signature'));
  expect(ring.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
});

test.each([
  { name: 'a query string', urls: [URL, `${URL}?a=1`], remedy: expect.stringContaining('set the prop webhookUrl to the URL') },
  { name: 'no query string', urls: [URL], remedy: undefined },
])('the advice for a wrong signature of a URL with $name is $remedy', async ({ urls, remedy }) => {
  await expect(verifyToken(request({ urls }), fakeRing([keyOf(OTHER_AUTH_TOKEN)]))).rejects.toMatchObject({ remedy });
});

test('a request for another account is rejected even if it is signed', async () => {
  const form = messageForm({ AccountSid: OTHER_ACCOUNT_SID });

  await expect(verifyToken(request({
    signature: sign(AUTH_TOKEN, URL, form),
    parameters: form,
  }), fakeRing([keyOf(AUTH_TOKEN, ACCOUNT_SID)])))
    .rejects.toEqual(rejection(403, 'wrong_account'));
});

test.each([
  { name: 'two accounts, the other one first', form: [['AccountSid', OTHER_ACCOUNT_SID], ...FORM] as const },
  { name: 'no account', form: messageForm({ AccountSid: undefined }) },
])('a signed request that names $name is rejected if the secret names its account', async ({ form }) => {
  await expect(verifyToken(request({
    signature: sign(AUTH_TOKEN, URL, form),
    parameters: form,
  }), fakeRing([keyOf(AUTH_TOKEN, ACCOUNT_SID)])))
    .rejects.toEqual(rejection(403, 'wrong_account'));
});

test('without a key nothing is compared', async () => {
  const unavailable = new Rejection(503, 'no_auth_token', 'down');
  const ring = { ...fakeRing([]), keys: jest.fn(async () => Promise.reject(unavailable)) };

  await expect(verifyToken(request({ signature: sign('', URL, FORM) }), ring)).rejects.toBe(unavailable);
  expect(ring.keysAfterFailedCheck).not.toHaveBeenCalled();
});

test.each([
  { name: 'before', before: [], after: [] },
  { name: 'after another look', before: [keyOf(OTHER_AUTH_TOKEN)], after: [] },
])('an empty list of keys $name lets nothing in', async ({ before, after }) => {
  for (const signature of [request().signature, sign('', URL, FORM)]) {
    await expect(verifyToken(
      request({ signature }),
      fakeRing(before, after),
    )).rejects.toEqual(rejection(403, 'wrong_signature'));
  }
});

test('an empty key never fits', async () => {
  await expect(verifyToken(
    request({ signature: sign('', URL, FORM) }),
    fakeRing([keyOf('')]),
  )).rejects.toEqual(rejection(403, 'wrong_signature'));
});

test.each([
  { name: 'no signature', changes: { signature: undefined }, detail: 'the X-Twilio-Signature header is missing' },
  {
    name: 'an empty signature',
    changes: { signature: '' },
    detail: 'the X-Twilio-Signature header is not a signature',
  },
  {
    name: 'a malformed signature',
    changes: { signature: 'abc' },
    detail: 'the X-Twilio-Signature header is not a signature',
  },
  {
    name: 'a wrong signature',
    changes: { signature: sign(OTHER_AUTH_TOKEN, URL, FORM) },
    detail: 'signed with another auth token or URL, or changed on the way',
  },
])('only the log tells $name from other causes', async ({ changes, detail }) => {
  await expect(verifyToken(request(changes), fakeRing([keyOf(AUTH_TOKEN)])))
    .rejects.toMatchObject({ status: 403, detail });
});

test('only the log says that the account is another one', async () => {
  await expect(verifyToken(request(), fakeRing([keyOf(AUTH_TOKEN, OTHER_ACCOUNT_SID)])))
    .rejects.toMatchObject({ status: 403, detail: "the AccountSid is not the secret's accountSid" });
});

test('a request for either account of two keys may cause a read of the secret', async () => {
  const ring = fakeRing([
    keyOf(OTHER_AUTH_TOKEN, OTHER_ACCOUNT_SID),
    keyOf(THIRD_AUTH_TOKEN, ACCOUNT_SID),
  ], [keyOf(AUTH_TOKEN, ACCOUNT_SID)]);

  await expect(verifyToken(request(), ring)).resolves.toEqual(keyOf(AUTH_TOKEN, ACCOUNT_SID));
});
