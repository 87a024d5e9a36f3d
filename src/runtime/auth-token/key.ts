import type { AuthToken } from './parse-auth-token';
import type { SharedKey } from './parse-shared-key';
import type { VersionStage } from './read-secret';

/** How a signature is made, by Twilio's name. */
export type SignatureAlgorithm = 'HMAC_SHA1' | 'HMAC_SHA256';

/** The content of a secret, and the version that holds it. */
export type Stored<Content> = Content & { readonly versionId: string; readonly stage: VersionStage };

/** An auth token as a key. Twilio always signs with it by HMAC-SHA1. */
export type TokenKey = AuthToken & { readonly algorithm: 'HMAC_SHA1' };

/** What signatures are made with. */
export type SigningKey = TokenKey | SharedKey;

/** A key that may have made a signature. */
export type Key = Stored<TokenKey> | Stored<SharedKey>;

/** The text that keys the HMAC. */
export function secretOf(key: SigningKey): string {
  return 'sharedKey' in key ? key.sharedKey : key.authToken;
}
