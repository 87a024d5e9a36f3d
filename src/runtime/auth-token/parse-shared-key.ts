import type { SignatureAlgorithm } from './key';
import { MalformedSecret } from './malformed-secret';
import { accountSidOf, fieldsOf } from './secret-json';

/** A SharedKey, with which Twilio signs webhooks instead of the auth token. */
export interface SharedKey {
  readonly sharedKeyId: string;
  /** The key itself. */
  readonly sharedKey: string;
  /** A property of the stored key: a request never chooses it. */
  readonly algorithm: SignatureAlgorithm;
  /** The account that the key belongs to, if the secret names it. */
  readonly accountSid?: string;
}

const EXPECTED = 'a SharedKey of Twilio';
const FIELDS = ['sharedKeyId', 'sharedKey', 'algorithm'] as const;
/** Source: Twilio, "Webhooks configuration API". */
const SHARED_KEY_ID = /^webhooks_sharedkey_[0-9A-Za-z]{26}$/;
/** Twilio does not document the alphabet or the length of the key. */
const LENGTH = { min: 16, max: 512 };

/**
 * Reads the secret `{"accountSid": "AC...", "sharedKeyId": "...", "sharedKey": "...", "algorithm": "HMAC_SHA256"}`.
 * White space around a value is trimmed. The algorithm is `HMAC_SHA256` or `HMAC_SHA1`, in any case.
 *
 * @throws MalformedSecret for everything else
 */
export function parseSharedKey(secret: string | undefined): SharedKey {
  const text = secret?.trim() ?? '';
  if (text === '') {
    throw malformed('nothing');
  }
  if (!text.startsWith('{')) {
    throw malformed('a value that is not a JSON object');
  }
  const content = fieldsOf(text, EXPECTED);
  const missing = FIELDS.find((name) => content[name] === undefined);
  if (missing !== undefined) {
    throw malformed(`JSON without the key ${missing}`);
  }
  const { accountSid = '' } = content;
  const values = [accountSid, ...FIELDS.map((name) => content[name])];
  if (!values.every((value) => typeof value === 'string')) {
    throw malformed('JSON in which accountSid, sharedKeyId, sharedKey or algorithm is not a string');
  }
  const [account, sharedKeyId, sharedKey, algorithm] = values.map((value) => value.trim());
  if (!SHARED_KEY_ID.test(sharedKeyId)) {
    throw malformed('a sharedKeyId that is not "webhooks_sharedkey_" and 26 letters and digits');
  }
  if (sharedKey.length < LENGTH.min || sharedKey.length > LENGTH.max) {
    throw malformed(`a sharedKey of ${sharedKey.length} characters, not ${LENGTH.min} to ${LENGTH.max},`);
  }
  const known = knownAlgorithm(algorithm);
  if (known === undefined) {
    throw malformed('an algorithm that is neither HMAC_SHA256 nor HMAC_SHA1');
  }
  return { ...accountSidOf(account, EXPECTED), sharedKeyId, sharedKey, algorithm: known };
}

/** The algorithm of this name, in any case. */
export function knownAlgorithm(name: string): SignatureAlgorithm | undefined {
  const upperCase = name.toUpperCase();
  return upperCase === 'HMAC_SHA256' || upperCase === 'HMAC_SHA1' ? upperCase : undefined;
}

function malformed(found: string): MalformedSecret {
  return new MalformedSecret(found, EXPECTED);
}
