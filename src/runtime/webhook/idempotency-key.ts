import { createHash } from 'node:crypto';
import { canonicalParameters, isValidSignature } from './signature';
import type { SignedRequest } from './verify';
import { secretOf, type SigningKey } from '../auth-token/key';

const DEFAULT_PORT = /^(https:\/\/[^/?#]*?):443(?=[/?#]|$)|^(http:\/\/[^/?#]*?):80(?=[/?#]|$)/i;

/**
 * Identifies a request: the same for each delivery of it, different for every other request. It is the SHA-256 of the
 * signed content, with the URL's default port left out, whichever key signed it. The MessageSid or the signature alone
 * would not do: whoever captured a request could send the first with other content, and the second in another spelling.
 *
 * @param request a verified request
 * @param key the key that verified it
 */
export function idempotencyKeyOf({ signature, urls, parameters }: SignedRequest, key: SigningKey): string {
  const check = { secret: secretOf(key), algorithm: key.algorithm, signature };
  const signedParameters = canonicalParameters(parameters);
  const signed = urls.find((url) => isValidSignature({ ...check, url, signedParameters }))!;
  return createHash('sha256').update(signed.replace(DEFAULT_PORT, '$1$2') + signedParameters).digest('hex');
}
