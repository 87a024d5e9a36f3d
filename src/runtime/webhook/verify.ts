import type { Parameter } from './form';
import { algorithmOf, canonicalParameters, isValidSignature } from './signature';
import { parseSignatureSettings } from './signature-settings';
import { queryAdvice } from './webhook-url';
import { type Key, secretOf, type SigningKey, type Stored, type TokenKey } from '../auth-token/key';
import type { KeyRing } from '../auth-token/key-ring';
import type { SharedKey } from '../auth-token/parse-shared-key';
import { Rejection } from '../log/rejection';

/** A request whose signature is checked. */
export interface SignedRequest {
  readonly signature: string | undefined;
  /** Value of the header that names the SharedKey. */
  readonly signatureSettings?: string;
  /** The URLs that may have been signed. */
  readonly urls: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether Twilio could have sent the parameters. Only then may a failed check cause reads of the secret. */
  readonly isPlausible: boolean;
}

type Ring<Content extends object> = Pick<KeyRing<Content>, 'keys' | 'keysAfterFailedCheck' | 'refreshEarly'>;

/** The keys that requests are checked with. */
export interface VerificationKeys {
  /** @default - the gateway has no auth token, so HMAC-SHA1 is tried with none */
  readonly keyRing?: Ring<TokenKey>;
  /** @default - the gateway has no SharedKey */
  readonly sharedKeyRing?: Ring<SharedKey> & Pick<KeyRing, 'remedy'>;
}

/** Commands for a gateway that lacks the kind of key that signed a request. */
const SET_SIGNING_KEY = 'cdk deploy  # with signingKeySecret, or delete the Rule for this URL at Twilio';
const SET_AUTH_TOKEN = 'cdk deploy  # with authTokenSecret, or create a Rule for this URL at Twilio';

/**
 * Finds the key that the request was signed with. The caller has checked method, content type and sizes, so the work
 * here is bounded.
 *
 * 1. A header that is not a signature is rejected before any key is read.
 * 2. A request that names a SharedKey, or whose signature is an HMAC-SHA256, is checked with SharedKeys only. Every
 *    other request is checked with auth tokens only.
 * 3. Without a key of that kind nothing is compared.
 * 4. The request may select a SharedKey by its id. The algorithm is that of the stored key.
 * 5. Each key is tried with each URL, each in constant time.
 * 6. If none fits, and Twilio could have sent the request, the keys are read again: one may have been rotated.
 * 7. A key is valid only for the account that the secret names with it.
 *
 * @throws Rejection 403, the same for every cause
 * @throws Rejection 503 if there is no usable key
 */
export async function verify(request: SignedRequest, { keyRing, sharedKeyRing }: VerificationKeys): Promise<Key> {
  const { algorithm, sharedKeyId } = claimsOf(request);
  if (sharedKeyId === undefined && algorithm === 'HMAC_SHA1') {
    if (!keyRing) {
      const detail = 'signed with an auth token, and the gateway has none';
      throw new Rejection(403, 'wrong_signature', detail, SET_AUTH_TOKEN);
    }
    const { key } = await search(request, keyRing, () => true);
    return key ?? fail('signed with another auth token or URL, or changed on the way', request.urls);
  }
  if (!sharedKeyRing) {
    throw new Rejection(403, 'shared_key', 'signed with a SharedKey, and the gateway has none', SET_SIGNING_KEY);
  }
  const isSelected = (stored: SharedKey) =>
    stored.algorithm === algorithm && (sharedKeyId === undefined || stored.sharedKeyId === sharedKeyId);
  const { key, isKnown } = await search(request, sharedKeyRing, isSelected);
  if (!isKnown) {
    const detail = 'signed with a SharedKey that the secret does not hold, or holds with another algorithm';
    throw new Rejection(403, 'shared_key', detail, sharedKeyRing.remedy);
  }
  return key ?? fail('signed with another SharedKey or URL, or changed on the way', request.urls);
}

/** What the headers say: how the request is signed, and with which SharedKey. None of it is trusted. */
function claimsOf({ signature, signatureSettings }: SignedRequest) {
  const settings = signature ? parseSignatureSettings(signatureSettings) : undefined;
  if (typeof settings === 'string') {
    throw new Rejection(403, 'shared_key', `the X-Twilio-Webhooks-Signature-Settings header ${settings}`);
  }
  const algorithm = algorithmOf(signature);
  if (algorithm === undefined) {
    const problem = signature === undefined ? 'missing' : 'not a signature';
    throw new Rejection(403, 'no_signature', `the X-Twilio-Signature header is ${problem}`);
  }
  if (settings && settings.algorithm !== algorithm) {
    throw new Rejection(403, 'shared_key', 'the signature was not made by the algorithm that its header names');
  }
  return { algorithm, sharedKeyId: settings?.sharedKeyId };
}

/**
 * Looks among the selected keys for the one that signed the request.
 *
 * @returns the key, and whether any key was selected
 * @throws Rejection 403 if the key belongs to another account
 */
async function search<Content extends SigningKey>(
  { signature, urls, parameters, isPlausible }: SignedRequest,
  ring: Ring<Content>,
  isSelected: (stored: Content) => boolean,
): Promise<{ readonly key?: Stored<Content>; readonly isKnown: boolean }> {
  const all = await ring.keys();
  const signedParameters = canonicalParameters(parameters);
  const isSignedBy = (stored: Content) => {
    const check = { secret: secretOf(stored), algorithm: stored.algorithm, signature, signedParameters };
    return urls.some((url) => isValidSignature({ ...check, url }));
  };
  const valueOf = (wanted: string) => parameters.find(([name]) => name === wanted)?.[1];
  const accountSid = valueOf('AccountSid') ?? valueOf('account_sid'); // clicks on shortened links are in snake_case
  const isForAccount = (stored: Content) => stored.accountSid === undefined || stored.accountSid === accountSid;

  let selected = all.filter(isSelected);
  let key = selected.find(isSignedBy);
  if (!key && isPlausible && all.some(isForAccount)) {
    selected = (await ring.keysAfterFailedCheck()).filter(isSelected);
    key = selected.find(isSignedBy);
  }
  if (key && !isForAccount(key)) {
    throw new Rejection(403, 'wrong_account', "the AccountSid is not the secret's accountSid");
  }
  return { key, isKnown: selected.length > 0 };
}

function fail(detail: string, urls: readonly string[]): never {
  throw new Rejection(403, 'wrong_signature', detail, queryAdvice(urls));
}
