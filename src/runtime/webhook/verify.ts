import type { Parameter } from './form';
import { canonicalParameters, isSignature, isValidSignature } from './signature';
import type { Key, KeyRing } from '../auth-token/key-ring';
import { Rejection } from '../log/rejection';

/** What is checked. */
export interface SignedRequest {
  readonly signature: string | undefined;
  /** The URLs that may have been signed. */
  readonly urls: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether the parameters are of the form that Twilio sends: only then a failed check may cause reads of the secret. */
  readonly isPlausible: boolean;
}

/**
 * Finds the key that the request was signed with. The caller has checked method, content type and sizes, so that
 * everything computed here is bounded.
 *
 * 1. What is no signature is rejected without a look at any key.
 * 2. Without a key nothing is compared.
 * 3. Each key is tried with each URL, in constant time each.
 * 4. If none fits, and the request could be Twilio's, the keys are read again: the token may have been rotated.
 * 5. A key is good only for the account that the secret names with it.
 *
 * @throws Rejection 403, the same for every cause
 * @throws Rejection 503 if there is no usable key
 */
export async function verify(request: SignedRequest, keyRing: Pick<KeyRing, 'keys' | 'keysAfterFailedCheck'>): Promise<Key> {
  const { signature, urls, parameters } = request;
  if (!isSignature(signature)) {
    throw new Rejection(403, 'no_signature', signature === undefined ? 'no X-Twilio-Signature header' : 'the X-Twilio-Signature header is no signature');
  }
  const signedParameters = canonicalParameters(parameters);
  const signedBy = (keys: readonly Key[]) =>
    keys.find(({ authToken }) => urls.some((url) => isValidSignature({ authToken, signature, url, signedParameters })));

  const keys = await keyRing.keys();
  const accountSid = parameters.find(([name]) => name === 'AccountSid')?.[1];
  const couldBeTwilios = request.isPlausible && keys.some((key) => isFor(key, accountSid));
  const key = signedBy(keys) ?? (couldBeTwilios ? signedBy(await keyRing.keysAfterFailedCheck()) : undefined);
  if (!key) {
    throw new Rejection(403, 'wrong_signature', 'signed with another auth token, for another URL, or changed on the way');
  }
  if (!isFor(key, accountSid)) {
    throw new Rejection(403, 'wrong_account', 'signed, but for another account than the one that the secret names');
  }
  return key;
}

function isFor(key: Key, accountSid: string | undefined): boolean {
  return key.accountSid === undefined || key.accountSid === accountSid;
}
