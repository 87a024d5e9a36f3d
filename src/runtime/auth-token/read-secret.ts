import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lambdaCredentials } from '../sdk/lambda-credentials';
import { regionOfArn } from '../sdk/region-of-arn';

/** Staging labels. Secrets Manager moves them from version to version when a secret rotates. */
export type VersionStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** One version of the secret, as stored. */
export interface SecretVersion {
  readonly versionId: string;
  readonly secretString: string | undefined;
  /** Milliseconds since 1970. 0 if unknown. */
  readonly createdAt: number;
}

/** Reads one version. Rejects if the store does not answer within `timeoutMs`. */
export type ReadSecret<Stage extends string = VersionStage> =
  (stage: Stage, timeoutMs: number) => Promise<SecretVersion>;

/**
 * A new connection for each read. A kept one may be dead when Lambda thaws the container, which costs the next read,
 * and with one read in five minutes it would hardly ever be used. Source: aws/aws-sdk-js-v3, issue 1196.
 */
const CONNECTIONS = { keepAlive: false };

/**
 * Reads the secret from AWS Secrets Manager, in the secret's own region. The only call is `GetSecretValue` with a
 * stage: the function's role allows nothing else. The caller retries, since only the caller knows how much time is
 * left.
 */
export function secretReader(secretArn: string): ReadSecret<string> {
  const region = regionOfArn(secretArn);
  const client = new SecretsManagerClient({
    ...(region !== undefined && { region }),
    credentials: lambdaCredentials,
    maxAttempts: 1,
    requestHandler: { httpAgent: CONNECTIONS, httpsAgent: CONNECTIONS },
  });
  return async (stage, timeoutMs) => {
    const version = await client.send(
      new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    );
    return {
      versionId: version.VersionId ?? '',
      secretString: version.SecretString,
      createdAt: version.CreatedDate?.getTime() ?? 0,
    };
  };
}
