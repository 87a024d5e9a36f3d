import { DeployedGateway } from './deployed-gateway';
import { keysOf, readVersion } from './token-secret';
import { SharedKey } from '../../local/twilio/signed-message';

/** Content of the secret with the SharedKey. */
export interface SigningKeyContent {
  /** Only if a message can be signed with it. */
  readonly sharedKey?: SharedKey & { readonly accountSid: string };
  /** Kind of what the secret holds instead, never the value. */
  readonly flaw?: string;
}

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/i;
const SHARED_KEY_ID = /^webhooks_sharedkey_\w{26}$/;
const ALGORITHM = /^HMAC_SHA(1|256)$/i;

/** Reads the secret with the SharedKey. */
export async function readSigningKeySecret(
  { aws }: Pick<DeployedGateway, 'aws'>,
  secretArn: string,
): Promise<SigningKeyContent> {
  const text = await readVersion({ aws, secretArn }, 'AWSCURRENT');
  if (text === undefined || text.trim() === '') return { flaw: 'nothing' };
  const content = keysOf(text) as Readonly<Record<string, unknown>>;
  const [accountSid, sharedKeyId, sharedKey, algorithm] = ['accountSid', 'sharedKeyId', 'sharedKey', 'algorithm']
    .map((key) => (typeof content[key] === 'string' ? content[key].trim() : ''));
  if (!ACCOUNT_SID.test(accountSid)) return { flaw: 'no accountSid of the form "AC" and 32 hexadecimal digits' };
  if (!SHARED_KEY_ID.test(sharedKeyId)) return { flaw: 'no sharedKeyId of the form webhooks_sharedkey_...' };
  if (sharedKey.length < 16) return { flaw: 'no sharedKey' };
  if (!ALGORITHM.test(algorithm)) return { flaw: 'no algorithm that is HMAC_SHA256 or HMAC_SHA1' };
  return { sharedKey: { accountSid, sharedKeyId, sharedKey, algorithm: algorithm.toUpperCase() } };
}

/** The command that stores a SharedKey. It comes from a file, so that no shell history shows it. */
export function storeSigningKey(secretArn: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://signing-key.json`
    + '  # {"accountSid":"AC...","sharedKeyId":"webhooks_sharedkey_...","sharedKey":"...","algorithm":"HMAC_SHA256"}';
}
