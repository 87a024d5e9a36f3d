import { createHash } from 'node:crypto';
import { canonicalParameters, isValidSignature } from './signature';
import type { SignedRequest } from './verify';

const DEFAULT_PORT = /^(https:\/\/[^/?#]*?):443(?=[/?#]|$)|^(http:\/\/[^/?#]*?):80(?=[/?#]|$)/i;

/**
 * The same for each delivery of a request, and another for every other: the SHA-256 of the text that was signed, its URL
 * without the default port. Not of the MessageSid or of the signature's header alone: who captured a request could send
 * the one with other content, and the other in another spelling.
 *
 * @param request one that was verified
 * @param authToken the token that it was verified with
 */
export function idempotencyKeyOf({ signature, urls, parameters }: SignedRequest, authToken: string): string {
  const signedParameters = canonicalParameters(parameters);
  const signed = urls.find((url) => isValidSignature({ authToken, signature, url, signedParameters }))!;
  return createHash('sha256').update(signed.replace(DEFAULT_PORT, '$1$2') + signedParameters).digest('hex');
}
