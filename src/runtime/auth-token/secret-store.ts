import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lambdaCredentials } from '../sdk/lambda-credentials';
import { regionOfArn } from '../sdk/region-of-arn';

/** The staging labels that Secrets Manager moves from version to version as a secret rotates. */
export type VersionStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** One version of the secret, as stored. */
export interface SecretVersion {
  readonly versionId: string;
  readonly secretString: string | undefined;
  /** Milliseconds since 1970. 0 if nobody knows. */
  readonly createdAt: number;
}

/** Reads one version. Rejects when the store does not answer within `timeoutMs`. */
export type ReadSecret<Stage extends string = VersionStage> = (stage: Stage, timeoutMs: number) => Promise<SecretVersion>;

/**
 * A connection for each read. One that is kept may be dead when Lambda thaws the container, and the read that finds it so
 * is lost; at one read in five minutes it would hardly ever be used. Source: aws/aws-sdk-js-v3, issue 1196.
 */
const CONNECTIONS = { keepAlive: false };

/**
 * Reads the secret from AWS Secrets Manager, in the secret's own region. The only call is `GetSecretValue`, always with a
 * stage: the function's role allows nothing else. The caller does the retrying, since only it knows how much time there is.
 */
export function secretStore(secretArn: string): ReadSecret<string> {
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
