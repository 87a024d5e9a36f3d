import { DeployedGateway } from './deployed-gateway';
import { keysOf, putVersion, readVersion } from './token-secret';
import { ApiKey, parseApiKey } from '../../runtime/api-key/parse-api-key';
import { MalformedSecret } from '../../runtime/auth-token/malformed-secret';

/** Content of the secret with the API key. */
export interface ApiKeyContent {
  /** The stored text. @default - the secret has no version yet */
  readonly text?: string;
  /** Only if the gateway can use it. */
  readonly apiKey?: ApiKey;
  /** Kind of what the secret holds instead, never the value. */
  readonly flaw?: string;
}

type Gateway = Pick<DeployedGateway, 'aws'>;

/** Reads the secret with the API key. */
export async function readApiKeySecret({ aws }: Gateway, secretArn: string): Promise<ApiKeyContent> {
  const text = await readVersion({ aws, secretArn }, 'AWSCURRENT');
  try {
    return { text, apiKey: parseApiKey(text) };
  } catch (error) {
    if (error instanceof MalformedSecret) return { text, flaw: error.found };
    throw error;
  }
}

/** Whether the secret holds this key already. */
export function holdsApiKey({ apiKey }: ApiKeyContent, wanted: ApiKey): boolean {
  return apiKey !== undefined && (Object.keys(wanted) as (keyof ApiKey)[]).every((key) => apiKey[key] === wanted[key]);
}

/**
 * Writes the key in the format of AWS's managed external secret type `TwilioApiKey`. Other keys of the secret stay.
 */
export async function writeApiKeySecret(
  { aws }: Gateway,
  secretArn: string,
  { text }: ApiKeyContent,
  { accountSid, apiKeySid, apiKeySecret }: ApiKey,
): Promise<void> {
  await putVersion({ aws, secretArn }, JSON.stringify({ ...keysOf(text), accountSid, apiKeySid, apiKeySecret }));
}
