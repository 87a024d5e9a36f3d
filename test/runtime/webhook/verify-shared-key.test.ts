import type { Stored, TokenKey } from '../../../src/runtime/auth-token/key';
import type { SharedKey } from '../../../src/runtime/auth-token/parse-shared-key';
import { Rejection } from '../../../src/runtime/log/rejection';
import { type SignedRequest, verify, type VerificationKeys } from '../../../src/runtime/webhook/verify';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { OTHER_SHARED_KEY, settingsOf, SHARED_KEY, signatureOf } from '../../support/shared-key';
import { sign } from '../../support/signer';

const URL = 'https://example.com/sms';
const FORM = messageForm();
const REMEDY = 'aws secretsmanager put-secret-value ...';

const SHA1_KEY: SharedKey = { ...OTHER_SHARED_KEY, algorithm: 'HMAC_SHA1' };
const stored = <Content extends object>(content: Content): Stored<Content> =>
  ({ ...content, versionId: 'version', stage: 'AWSCURRENT' });
const token = (authToken = AUTH_TOKEN, accountSid: string | undefined = ACCOUNT_SID): Stored<TokenKey> =>
  stored({ algorithm: 'HMAC_SHA1', authToken, accountSid });

function ringOf<Content>(before: ReadonlyArray<Stored<Content>>, after = before) {
  return {
    keys: jest.fn(async () => before),
    keysAfterFailedCheck: jest.fn(async () => after),
    refreshEarly: jest.fn(async () => undefined),
    remedy: REMEDY,
  };
}

const withSharedKeys = (...keys: readonly SharedKey[]) => ({ sharedKeyRing: ringOf(keys.map(stored)) });
/** A gateway in the middle of a migration: both kinds of signature arrive. */
const withBoth = (...keys: readonly SharedKey[]) => ({ keyRing: ringOf([token()]), ...withSharedKeys(...keys) });

/** Signed with a SharedKey as Twilio does it. */
const request = (key: SharedKey = SHARED_KEY, changes: Partial<SignedRequest> = {}): SignedRequest => ({
  signature: signatureOf({ url: URL, form: FORM }, key),
  signatureSettings: settingsOf(key),
  urls: [URL],
  parameters: FORM,
  isPlausible: true,
  ...changes,
});
const signedWithToken = (changes: Partial<SignedRequest> = {}): SignedRequest =>
  ({ signature: sign(AUTH_TOKEN, URL, FORM), urls: [URL], parameters: FORM, isPlausible: true, ...changes });
const rejection = (reason: string, status = 403) => expect.objectContaining({ name: 'Rejection', status, reason });

describe('a genuine request', () => {
  test.each([
    { name: 'HMAC_SHA256', key: SHARED_KEY },
    { name: 'HMAC_SHA1', key: SHA1_KEY },
  ])('is verified with the SharedKey that its header names, by $name, and no auth token is read', async ({ key }) => {
    const rings = withBoth(SHARED_KEY, SHA1_KEY);

    await expect(verify(request(key), rings)).resolves.toEqual(stored(key));
    expect(rings.keyRing.keys).not.toHaveBeenCalled();
    expect(rings.sharedKeyRing.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test('is verified with an auth token beside SharedKeys, which are not read', async () => {
    const rings = withBoth(SHARED_KEY);

    await expect(verify(signedWithToken(), rings)).resolves.toEqual(token());
    expect(rings.sharedKeyRing.keys).not.toHaveBeenCalled();
  });

  test('is verified without its header if a proxy removed it: 44 characters are an HMAC_SHA256', async () => {
    const stripped = request(SHARED_KEY, { signatureSettings: undefined });

    await expect(verify(stripped, withBoth(OTHER_SHARED_KEY, SHARED_KEY))).resolves.toEqual(stored(SHARED_KEY));
  });

  test('is verified after one more read if its key was just rotated', async () => {
    const sharedKeyRing = ringOf([stored(OTHER_SHARED_KEY)], [stored(SHARED_KEY), stored(OTHER_SHARED_KEY)]);

    await expect(verify(request(), { sharedKeyRing })).resolves.toEqual(stored(SHARED_KEY));
    expect(sharedKeyRing.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
  });

  test('is verified after one more read if its key was replaced under the same id', async () => {
    const sharedKeyRing = ringOf([stored({ ...SHARED_KEY, sharedKey: 'the key before this one' })], [stored(SHARED_KEY)]);

    await expect(verify(request(), { sharedKeyRing })).resolves.toEqual(stored(SHARED_KEY));
  });
});

/** What an attacker, or a mistake, can make of the headers, with the keys that they may have. */
describe('the matrix of signature, header and stored key', () => {
  const header = (keyId: string, algorithm: string) => `key=${keyId},algorithm=${algorithm}`;
  const ID = SHARED_KEY.sharedKeyId;
  const sha256 = signatureOf({ url: URL, form: FORM }, SHARED_KEY);
  const sha1 = sign(SHARED_KEY.sharedKey, URL, FORM);
  const tokenAsSha256 = sign(AUTH_TOKEN, URL, FORM, 'sha256');

  test.each<{
    readonly what: string;
    readonly signature: string;
    readonly settings?: string;
    readonly keys?: readonly SharedKey[];
    readonly verdict: string;
  }>([
    { what: 'a right signature under the id of another stored key', signature: sha256, settings: settingsOf(OTHER_SHARED_KEY), keys: [SHARED_KEY, OTHER_SHARED_KEY], verdict: 'wrong_signature' },
    { what: 'a right signature under an unknown id', signature: sha256, settings: settingsOf(OTHER_SHARED_KEY), verdict: 'shared_key' },
    { what: 'a right signature under the id in upper case', signature: sha256, settings: header(ID.toUpperCase(), 'HMAC_SHA256'), verdict: 'shared_key' },
    { what: 'a right signature and no id', signature: sha256, settings: 'algorithm=HMAC_SHA256', verdict: 'shared_key' },
    { what: 'a right signature and an empty id', signature: sha256, settings: 'key=,algorithm=HMAC_SHA256', verdict: 'shared_key' },
    { what: 'a right signature and the header twice', signature: sha256, settings: `${settingsOf(SHARED_KEY)},${settingsOf(SHARED_KEY)}`, verdict: 'shared_key' },
    { what: 'a right signature with HMAC_SHA1 claimed', signature: sha256, settings: header(ID, 'HMAC_SHA1'), verdict: 'shared_key' },
    { what: 'a right signature and no algorithm', signature: sha256, settings: `key=${ID}`, verdict: 'shared_key' },
    { what: 'a right signature with none claimed', signature: sha256, settings: header(ID, 'none'), verdict: 'shared_key' },
    { what: 'a right signature with an unknown algorithm claimed', signature: sha256, settings: header(ID, 'HMAC_SHA512'), verdict: 'shared_key' },
    { what: 'a right signature with the algorithm in lower case', signature: sha256, settings: header(ID, 'hmac_sha256'), verdict: 'accepted' },
    { what: 'a right signature with blanks in the header', signature: sha256, settings: ` key = ${ID} , algorithm = HMAC_SHA256 `, verdict: 'accepted' },
    { what: 'a right signature and a blank header', signature: sha256, settings: ' ', verdict: 'accepted' },
    { what: 'a key for HMAC_SHA256 used for HMAC_SHA1, as claimed', signature: sha1, settings: header(ID, 'HMAC_SHA1'), verdict: 'shared_key' },
    { what: 'a key for HMAC_SHA256 used for HMAC_SHA1, not as claimed', signature: sha1, settings: header(ID, 'HMAC_SHA256'), verdict: 'shared_key' },
    { what: 'a SharedKey used as an auth token', signature: sha1, verdict: 'wrong_signature' },
    { what: 'a SharedKey for HMAC_SHA1 used as an auth token', signature: signatureOf({ url: URL, form: FORM }, SHA1_KEY), keys: [SHA1_KEY], verdict: 'wrong_signature' },
    { what: 'a key for HMAC_SHA1 used for HMAC_SHA256, as claimed', signature: sign(SHA1_KEY.sharedKey, URL, FORM, 'sha256'), settings: header(SHA1_KEY.sharedKeyId, 'HMAC_SHA256'), keys: [SHA1_KEY], verdict: 'shared_key' },
    { what: 'a key for HMAC_SHA1 used for HMAC_SHA256, no header', signature: sign(SHA1_KEY.sharedKey, URL, FORM, 'sha256'), keys: [SHA1_KEY], verdict: 'shared_key' },
    { what: 'the auth token used as a SharedKey', signature: tokenAsSha256, settings: settingsOf(SHARED_KEY), verdict: 'wrong_signature' },
    { what: 'the auth token used for HMAC_SHA256, no header', signature: tokenAsSha256, verdict: 'wrong_signature' },
    { what: 'the auth token under the id of a SharedKey for HMAC_SHA1', signature: sign(AUTH_TOKEN, URL, FORM), settings: settingsOf(SHA1_KEY), keys: [SHA1_KEY], verdict: 'wrong_signature' },
    { what: 'the auth token under the id of a SharedKey for HMAC_SHA256', signature: sign(AUTH_TOKEN, URL, FORM), settings: header(ID, 'HMAC_SHA1'), verdict: 'shared_key' },
    { what: 'the empty key', signature: sign('', URL, FORM, 'sha256'), settings: settingsOf(SHARED_KEY), verdict: 'wrong_signature' },
    { what: 'the empty key, no header', signature: sign('', URL, FORM, 'sha256'), verdict: 'wrong_signature' },
    { what: 'a signature that is none', signature: 'x', settings: settingsOf(SHARED_KEY), verdict: 'no_signature' },
    { what: 'an empty signature', signature: '', settings: settingsOf(SHARED_KEY), verdict: 'no_signature' },
    { what: 'an empty signature with none claimed', signature: '', settings: header(ID, 'none'), verdict: 'no_signature' },
    { what: 'a signature as an unknown algorithm makes it', signature: `${'A'.repeat(86)}==`, settings: header(ID, 'HMAC_SHA512'), verdict: 'shared_key' },
  ])('$what: $verdict', async ({ signature, settings, keys = [SHARED_KEY], verdict }) => {
    const verified = verify(request(SHARED_KEY, { signature, signatureSettings: settings }), withBoth(...keys));

    await (verdict === 'accepted'
      ? expect(verified).resolves.toEqual(stored(keys[0]))
      : expect(verified).rejects.toEqual(rejection(verdict)));
  });

  test('a missing or blank stored key fits nothing, even if it made the signature', async () => {
    for (const sharedKey of ['', ' ', undefined as unknown as string]) {
      const key = { ...SHARED_KEY, sharedKey };
      const signature = sign(sharedKey ?? '', URL, FORM, 'sha256');

      await expect(verify(request(SHARED_KEY, { signature }), withSharedKeys(key))).rejects.toEqual(rejection('wrong_signature'));
    }
  });
});

describe('a gateway without that kind of key', () => {
  test('rejects a SharedKey with what to do, and reads nothing', async () => {
    const keyRing = ringOf([token()]);

    await expect(verify(request(), { keyRing })).rejects.toMatchObject({
      status: 403,
      reason: 'shared_key',
      detail: 'signed with a SharedKey, and the gateway has none',
      remedy: 'cdk deploy  # with signingKeySecret, or delete the Rule for this URL at Twilio',
    });
    expect(keyRing.keys).not.toHaveBeenCalled();
  });

  test('rejects an HMAC_SHA256 without a header in the same way', async () => {
    const stripped = request(SHARED_KEY, { signatureSettings: undefined });

    await expect(verify(stripped, { keyRing: ringOf([token()]) })).rejects.toEqual(rejection('shared_key'));
  });

  test('rejects an auth token with what to do: HMAC_SHA1 is tried with no SharedKey', async () => {
    const rings = withSharedKeys(SHARED_KEY, { ...SHA1_KEY, sharedKey: AUTH_TOKEN });

    await expect(verify(signedWithToken(), rings)).rejects.toMatchObject({
      status: 403,
      reason: 'wrong_signature',
      detail: 'signed with an auth token, and the gateway has none',
      remedy: 'cdk deploy  # with authTokenSecret, or create a Rule for this URL at Twilio',
    });
    expect(rings.sharedKeyRing.keys).not.toHaveBeenCalled();
  });

  test('names the command that stores the SharedKey which the request names', async () => {
    await expect(verify(request(OTHER_SHARED_KEY), withSharedKeys(SHARED_KEY))).rejects.toMatchObject({
      reason: 'shared_key',
      detail: 'signed with a SharedKey that the secret does not hold, or holds with another algorithm',
      remedy: REMEDY,
    });
  });
});

describe('a secret that cannot be read', () => {
  const down = (reason: 'no_auth_token' | 'no_signing_key') => ({
    ...ringOf<never>([]),
    keys: async () => Promise.reject(new Rejection(503, reason, 'down')),
  });

  test.each<{
    readonly what: string;
    readonly signed: SignedRequest;
    readonly rings: VerificationKeys;
    readonly reason: string;
  }>([
    {
      what: 'of the SharedKey, for a SharedKey',
      signed: request(),
      rings: { keyRing: ringOf([token()]), sharedKeyRing: down('no_signing_key') },
      reason: 'no_signing_key',
    },
    {
      what: 'of the SharedKey, for an HMAC_SHA256 without a header',
      signed: request(SHARED_KEY, { signatureSettings: undefined }),
      rings: { keyRing: ringOf([token()]), sharedKeyRing: down('no_signing_key') },
      reason: 'no_signing_key',
    },
    {
      what: 'of the auth token, for an auth token',
      signed: signedWithToken(),
      rings: { keyRing: down('no_auth_token'), sharedKeyRing: withSharedKeys(SHARED_KEY).sharedKeyRing },
      reason: 'no_auth_token',
    },
  ])('$what means 503: the request may be genuine', async ({ signed, rings, reason }) => {
    await expect(verify(signed, rings)).rejects.toEqual(rejection(reason, 503));
  });

  test.each<{ readonly what: string; readonly signed: SignedRequest; readonly rings: VerificationKeys }>([
    {
      what: 'the SharedKey, an auth token',
      signed: signedWithToken(),
      rings: { keyRing: ringOf([token()]), sharedKeyRing: down('no_signing_key') },
    },
    {
      what: 'the auth token, a SharedKey',
      signed: request(),
      rings: { keyRing: down('no_auth_token'), sharedKeyRing: withSharedKeys(SHARED_KEY).sharedKeyRing },
    },
  ])('without $what still verifies', async ({ signed, rings }) => {
    await expect(verify(signed, rings)).resolves.toBeDefined();
  });
});

describe('another read of the secret', () => {
  test.each([
    { what: 'an unknown id', signed: request(OTHER_SHARED_KEY), reads: 1 },
    { what: 'a known id and a wrong signature', signed: request(SHARED_KEY, { signature: 'A'.repeat(43) + '=' }), reads: 1 },
    { what: 'what Twilio could not have sent', signed: request(OTHER_SHARED_KEY, { isPlausible: false }), reads: 0 },
    { what: 'another account', signed: request(OTHER_SHARED_KEY, { parameters: messageForm({ AccountSid: OTHER_ACCOUNT_SID }) }), reads: 0 },
    { what: 'a header that cannot be used', signed: request(SHARED_KEY, { signatureSettings: 'key=' }), reads: 0 },
    { what: 'a signature that its header contradicts', signed: request(SHARED_KEY, { signatureSettings: `key=${SHARED_KEY.sharedKeyId},algorithm=HMAC_SHA1` }), reads: 0 },
  ])('is caused $reads times by $what, and never one of the auth token', async ({ signed, reads }) => {
    const rings = withBoth(SHARED_KEY);

    await expect(verify(signed, rings)).rejects.toMatchObject({ status: 403 });
    expect(rings.sharedKeyRing.keysAfterFailedCheck).toHaveBeenCalledTimes(reads);
    expect(rings.keyRing.keysAfterFailedCheck).not.toHaveBeenCalled();
  });

  test('is caused by a wrong auth token at the secret of the auth token only', async () => {
    const rings = withBoth(SHARED_KEY);

    await expect(verify(signedWithToken({ signature: sign(OTHER_AUTH_TOKEN, URL, FORM) }), rings)).rejects.toEqual(rejection('wrong_signature'));
    expect(rings.keyRing.keysAfterFailedCheck).toHaveBeenCalledTimes(1);
    expect(rings.sharedKeyRing.keysAfterFailedCheck).not.toHaveBeenCalled();
  });
});

test('a SharedKey is valid only for the account that the secret names with it', async () => {
  const form = messageForm({ AccountSid: OTHER_ACCOUNT_SID });
  const signed = request(SHARED_KEY, { parameters: form, signature: signatureOf({ url: URL, form }) });

  await expect(verify(signed, withSharedKeys(SHARED_KEY))).rejects.toEqual(rejection('wrong_account'));
  await expect(verify(signed, withSharedKeys({ ...SHARED_KEY, accountSid: undefined }))).resolves.toBeDefined();
});
