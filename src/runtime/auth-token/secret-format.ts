import type { TokenKey } from './key';
import { parseAuthToken } from './parse-auth-token';
import { parseSharedKey, type SharedKey } from './parse-shared-key';
import type { Reason } from '../log/rejection';

/** What a kind of secret holds, and what to say while it does not. */
export interface SecretFormat<Content> {
  /** @throws MalformedSecret */
  readonly parse: (secret: string | undefined) => Content;
  /** Why requests are rejected while there is no such key. */
  readonly reason: Reason;
  /** A file, and the JSON in it, for the command that writes the secret. */
  readonly file: string;
  readonly json: string;
}

export const AUTH_TOKEN_FORMAT: SecretFormat<TokenKey> = {
  parse: (secret) => ({ algorithm: 'HMAC_SHA1', ...parseAuthToken(secret) }),
  reason: 'no_auth_token',
  file: 'auth-token.json',
  json: '{"accountSid":"AC...","authToken":"..."}',
};

export const SHARED_KEY_FORMAT: SecretFormat<SharedKey> = {
  parse: parseSharedKey,
  reason: 'no_signing_key',
  file: 'signing-key.json',
  json: '{"accountSid":"AC...","sharedKeyId":"webhooks_sharedkey_...","sharedKey":"...","algorithm":"HMAC_SHA256"}',
};
