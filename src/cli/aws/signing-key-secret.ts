import { DeployedGateway } from './deployed-gateway';
import { keysOf, putVersion, readVersion } from './token-secret';
import { MalformedSecret } from '../../runtime/auth-token/malformed-secret';
import { parseSharedKey, SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { SHARED_KEY_FORMAT } from '../../runtime/auth-token/secret-format';
import { putSecretValue } from '../../runtime/auth-token/secret-problem';

/** Content of the secret with the SharedKey. */
export interface SigningKeyContent {
  /** The stored text. @default - the secret has no version yet */
  readonly text?: string;
  /** Only if the gateway can use it. */
  readonly sharedKey?: SharedKey;
  /** Kind of what the secret holds instead, never the value. */
  readonly flaw?: string;
}

type Gateway = Pick<DeployedGateway, 'aws'>;

/** Reads the secret with the SharedKey. */
export async function readSigningKeySecret({ aws }: Gateway, secretArn: string): Promise<SigningKeyContent> {
  const text = await readVersion({ aws, secretArn }, 'AWSCURRENT');
  try {
    return { text, sharedKey: parseSharedKey(text) };
  } catch (error) {
    if (error instanceof MalformedSecret) return { text, flaw: error.found };
    throw error;
  }
}

/** Writes the SharedKey. Other keys of the secret stay. */
export async function writeSigningKeySecret(
  { aws }: Gateway,
  secretArn: string,
  { text }: SigningKeyContent,
  { accountSid, sharedKeyId, sharedKey, algorithm }: SharedKey,
): Promise<void> {
  const content = { ...keysOf(text), accountSid, sharedKeyId, sharedKey, algorithm };
  await putVersion({ aws, secretArn }, JSON.stringify(content));
}

/** The command that stores a SharedKey. It comes from a file, so that no shell history shows it. */
export function storeSigningKey(secretArn: string): string {
  return putSecretValue(secretArn, SHARED_KEY_FORMAT);
}

/** The command that creates a secret with a SharedKey. */
export function createSigningKeySecret(name: string): string {
  const { file, json } = SHARED_KEY_FORMAT;
  return `aws secretsmanager create-secret --name ${name} --secret-string file://${file}  # ${json}`;
}
