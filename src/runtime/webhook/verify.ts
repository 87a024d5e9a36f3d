import type { Parameter } from './form';
import { canonicalParameters, isSignature, isValidSignature } from './signature';
import { queryAdvice } from './webhook-url';
import type { Key, KeyRing } from '../auth-token/key-ring';
import { Rejection } from '../log/rejection';

/** A request whose signature is checked. */
export interface SignedRequest {
  readonly signature: string | undefined;
  /** The URLs that may have been signed. */
  readonly urls: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether Twilio could have sent the parameters. Only then may a failed check cause reads of the secret. */
  readonly isPlausible: boolean;
}

/**
 * Finds the key that the request was signed with. The caller has checked method, content type and sizes, so the work
 * here is bounded.
 *
 * 1. A header that is not a signature is rejected before any key is read.
 * 2. Without a key nothing is compared.
 * 3. Each key is tried with each URL, each in constant time.
 * 4. If none fits, and Twilio could have sent the request, the keys are read again: the token may have been rotated.
 * 5. A key is valid only for the account that the secret names with it.
 *
 * @throws Rejection 403, the same for every cause
 * @throws Rejection 503 if there is no usable key
 */
export async function verify(
  request: SignedRequest,
  keyRing: Pick<KeyRing, 'keys' | 'keysAfterFailedCheck'>,
): Promise<Key> {
  const { signature, urls, parameters } = request;
  if (!isSignature(signature)) {
    const problem = signature === undefined ? 'missing' : 'not a signature';
    throw new Rejection(403, 'no_signature', `the X-Twilio-Signature header is ${problem}`);
  }
  const signedParameters = canonicalParameters(parameters);
  const signedBy = (keys: readonly Key[]) =>
    keys.find(({ authToken }) => urls.some((url) => isValidSignature({ authToken, signature, url, signedParameters })));

  const keys = await keyRing.keys();
  const accountSid = parameters.find(([name]) => name === 'AccountSid')?.[1];
  const isPlausible = request.isPlausible && keys.some((key) => isFor(key, accountSid));
  const key = signedBy(keys) ?? (isPlausible ? signedBy(await keyRing.keysAfterFailedCheck()) : undefined);
  if (!key) {
    const detail = 'signed with another auth token or URL, or changed on the way';
    throw new Rejection(403, 'wrong_signature', detail, queryAdvice(urls));
  }
  if (!isFor(key, accountSid)) {
    throw new Rejection(403, 'wrong_account', "the AccountSid is not the secret's accountSid");
  }
  return key;
}

function isFor(key: Key, accountSid: string | undefined): boolean {
  return key.accountSid === undefined || key.accountSid === accountSid;
}
