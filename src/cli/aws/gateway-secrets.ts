import { ApiKeyContent, readApiKeySecret } from './api-key-secret';
import { DeployedGateway } from './deployed-gateway';
import { readSigningKeySecret, SigningKeyContent } from './signing-key-secret';
import { readTokenSecret, SecretContent } from './token-secret';
import { GuardedContext } from '../terminal/guarded-context';

/** Contents of the secrets that a gateway has. */
export interface GatewaySecrets {
  readonly token?: SecretContent;
  readonly signingKey?: SigningKeyContent;
  readonly apiKey?: ApiKeyContent;
}

/** The read of one secret. */
export interface SecretRead {
  /** The secret, for people. */
  readonly name: string;
  /** Returns the content of this secret only. From now on the outputs hide its value. */
  read(): Promise<GatewaySecrets>;
}

/** The reads of the secrets that a gateway has. */
export function secretReads(gateway: DeployedGateway, { hide }: Pick<GuardedContext, 'hide'>): SecretRead[] {
  const { secretArn, signingKeySecretArn, apiKeySecretArn } = gateway;
  const reads = [
    secretArn !== undefined && {
      name: 'Secret',
      read: async () => ({ token: await readTokenSecret({ ...gateway, secretArn }) }),
    },
    signingKeySecretArn !== undefined && {
      name: 'Signing secret',
      read: async () => ({ signingKey: await readSigningKeySecret(gateway, signingKeySecretArn) }),
    },
    apiKeySecretArn !== undefined && {
      name: 'API key secret',
      read: async () => ({ apiKey: await readApiKeySecret(gateway, apiKeySecretArn) }),
    },
  ].filter((read) => read !== false);
  return reads.map(({ name, read }) => ({
    name,
    read: async () => {
      const content: GatewaySecrets = await read();
      valuesOf(content).forEach(hide);
      return content;
    },
  }));
}

/** Reads all secrets of a gateway, one after another. */
export async function readGatewaySecrets(gateway: DeployedGateway, context: GuardedContext): Promise<GatewaySecrets> {
  let secrets: GatewaySecrets = {};
  for (const { read } of secretReads(gateway, context)) secrets = { ...secrets, ...await read() };
  return secrets;
}

function valuesOf({ token, signingKey, apiKey }: GatewaySecrets): string[] {
  return [token?.token?.authToken, signingKey?.sharedKey?.sharedKey, apiKey?.apiKey?.apiKeySecret]
    .map((value) => value ?? '');
}
