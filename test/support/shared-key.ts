import type { RequestToSend } from './events';
import { ACCOUNT_SID } from './messages';
import { sign } from './signer';
import type { SharedKey } from '../../src/runtime/auth-token/parse-shared-key';

export const SIGNING_KEY_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:SigningKey-d4e5f6';

/** A made-up SharedKey. Twilio does not document the alphabet of its keys. */
export const SHARED_KEY: SharedKey = {
  accountSid: ACCOUNT_SID,
  sharedKeyId: 'webhooks_sharedkey_01k4zq8m6t7v9w0x1y2z3a4b5c',
  sharedKey: 'Kx9-made_up+shared/key=of.no~one',
  algorithm: 'HMAC_SHA256',
};

export const OTHER_SHARED_KEY: SharedKey = {
  ...SHARED_KEY,
  sharedKeyId: 'webhooks_sharedkey_01k4zq8m6t7v9w0x1y2z3a4b5d',
  sharedKey: 'another-made-up-shared-key-of-no-one',
};

/** The header by which Twilio names the key of a signature. */
export function settingsOf({ sharedKeyId, algorithm }: SharedKey): string {
  return `key=${sharedKeyId},algorithm=${algorithm}`;
}

/** The signature that Twilio makes with a SharedKey. */
export function signatureOf(request: RequestToSend, { sharedKey, algorithm }: SharedKey = SHARED_KEY): string {
  return sign(sharedKey, request.url, request.form ?? [], algorithm === 'HMAC_SHA256' ? 'sha256' : 'sha1');
}

/** The same request, signed as Twilio signs with a SharedKey. */
export function signedWithSharedKey(request: RequestToSend, key: SharedKey = SHARED_KEY): RequestToSend {
  return {
    ...request,
    headers: {
      ...request.headers,
      'X-Twilio-Signature': signatureOf(request, key),
      'X-Twilio-Webhooks-Signature-Settings': settingsOf(key),
    },
  };
}
