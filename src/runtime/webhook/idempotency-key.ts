import { createHash } from 'node:crypto';
import { canonicalParameters, isValidSignature } from './signature';
import type { SignedRequest } from './verify';

const DEFAULT_PORT = /^(https:\/\/[^/?#]*?):443(?=[/?#]|$)|^(http:\/\/[^/?#]*?):80(?=[/?#]|$)/i;

/**
 * Identifies a request: the same for each delivery of it, different for every other request. It is the SHA-256 of the
 * signed content, with the URL's default port left out. The MessageSid or the signature alone would not do: whoever
 * captured a request could send the first with other content, and the second in another spelling.
 *
 * @param request a verified request
 * @param authToken the token that verified it
 */
export function idempotencyKeyOf({ signature, urls, parameters }: SignedRequest, authToken: string): string {
  const signedParameters = canonicalParameters(parameters);
  const signed = urls.find((url) => isValidSignature({ authToken, signature, url, signedParameters }))!;
  return createHash('sha256').update(signed.replace(DEFAULT_PORT, '$1$2') + signedParameters).digest('hex');
}
