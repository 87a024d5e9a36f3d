import { DeployedGateway } from './deployed-gateway';
import { readVersion } from './token-secret';
import { MalformedSecret } from '../../runtime/auth-token/malformed-secret';
import { parseSharedKey, SharedKey } from '../../runtime/auth-token/parse-shared-key';

/** Content of the secret with the SharedKey. */
export interface SigningKeyContent {
  /** Only if the gateway can use it. */
  readonly sharedKey?: SharedKey;
  /** Kind of what the secret holds instead, never the value. */
  readonly flaw?: string;
}

/** Reads the secret with the SharedKey. */
export async function readSigningKeySecret(
  { aws }: Pick<DeployedGateway, 'aws'>,
  secretArn: string,
): Promise<SigningKeyContent> {
  try {
    return { sharedKey: parseSharedKey(await readVersion({ aws, secretArn }, 'AWSCURRENT')) };
  } catch (error) {
    if (error instanceof MalformedSecret) return { flaw: error.found };
    throw error;
  }
}

/** The command that stores a SharedKey. It comes from a file, so that no shell history shows it. */
export function storeSigningKey(secretArn: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://signing-key.json`
    + '  # {"accountSid":"AC...","sharedKeyId":"webhooks_sharedkey_...","sharedKey":"...","algorithm":"HMAC_SHA256"}';
}
