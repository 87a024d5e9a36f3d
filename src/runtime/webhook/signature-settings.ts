import type { SignatureAlgorithm } from '../auth-token/key';
import { knownAlgorithm } from '../auth-token/parse-shared-key';

/** What `X-Twilio-Webhooks-Signature-Settings` says of a signature. It is not signed, so it is only a claim. */
export interface SignatureSettings {
  readonly sharedKeyId: string;
  readonly algorithm: SignatureAlgorithm;
}

/** Twilio's values have about 80 characters. */
const MAX_LENGTH = 256;

/**
 * Reads the header, `key=<SharedKey id>,algorithm=<name>`. Repeated headers arrive as one, joined by commas.
 * Other fields are ignored. Without `algorithm` it is HMAC_SHA1.
 * Source: the helper library `twilio` 6.3 for Node.js, `getSignatureAlgorithm`.
 *
 * @returns `undefined` for a missing or blank header, which means that an auth token signed the request; or a text that
 * says why the header cannot be used
 */
export function parseSignatureSettings(header: string | undefined): SignatureSettings | string | undefined {
  const value = header?.trim();
  if (!value) {
    return undefined;
  }
  if (value.length > MAX_LENGTH) {
    return 'is too long';
  }
  const fields = value.split(',').map((field) => /^([^=]*)=?(.*)$/s.exec(field)!.slice(1).map((part) => part.trim()));
  const valuesOf = (name: string) => fields.filter((field) => field[0] === name).map(([, text]) => text);
  const [keys, algorithms] = [valuesOf('key'), valuesOf('algorithm')];
  if (keys.length !== 1 || keys[0] === '' || algorithms.length > 1) {
    return 'does not name one key and one algorithm';
  }
  const algorithm = knownAlgorithm(algorithms[0] || 'HMAC_SHA1');
  return algorithm ? { sharedKeyId: keys[0], algorithm } : 'names an algorithm that this version does not know';
}
