import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { onAws } from './aws-problem';
import { DeployedGateway } from './deployed-gateway';
import { MalformedSecret } from '../../runtime/auth-token/malformed-secret';
import { AuthToken, parseAuthToken } from '../../runtime/auth-token/parse-auth-token';
import { regionOfArn } from '../../runtime/sdk/region-of-arn';
import { TwilioCredentials } from '../twilio/twilio-credentials';

/** A gateway, and one of its secrets. */
type Gateway = Pick<DeployedGateway, 'aws'> & { readonly secretArn: string };

/** Content of the gateway's secret. */
export interface SecretContent {
  /** The stored text. @default - the secret has no version yet */
  readonly text?: string;
  /** Only if the gateway can use it. */
  readonly token?: AuthToken;
  /** Kind of what the secret holds instead, never the value. */
  readonly flaw?: string;
}

export async function readTokenSecret(gateway: Gateway): Promise<SecretContent> {
  const text = await readVersion(gateway, 'AWSCURRENT');
  if (text === undefined) return { flaw: 'nothing' };
  try {
    return { text, token: parseAuthToken(text) };
  } catch (error) {
    if (error instanceof MalformedSecret) return { text, flaw: error.found };
    throw error;
  }
}

/** Whether the secret holds these credentials already. */
export function holds({ token }: SecretContent, { accountSid, authToken }: TwilioCredentials): boolean {
  return token?.accountSid === accountSid && token.authToken === authToken;
}

/**
 * Writes the credentials in the format of AWS's managed external secret type `TwilioAuthToken`. Other keys of the
 * secret stay.
 */
export async function writeTokenSecret(
  gateway: Gateway,
  { text }: SecretContent,
  { accountSid, authToken }: TwilioCredentials,
): Promise<void> {
  await putVersion(gateway, JSON.stringify({ ...keysOf(text), accountSid, authToken }));
}

/** Reads the version with a staging label; `undefined` if no version has it. */
export async function readVersion({ aws, secretArn }: Gateway, stage: string): Promise<string | undefined> {
  return onAws(`read the secret ${secretArn}`, async () => {
    try {
      const secretsManager = aws.secretsManager(regionOfArn(secretArn));
      const { SecretString } = await secretsManager.send(
        new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }),
      );
      return SecretString ?? '';
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  });
}

/** Writes a new version. It becomes the current one unless it gets a staging label. */
export async function putVersion({ aws, secretArn }: Gateway, text: string, stage?: string): Promise<void> {
  await onAws(`write the secret ${secretArn}`, () =>
    aws.secretsManager(regionOfArn(secretArn)).send(
      new PutSecretValueCommand({
        SecretId: secretArn,
        SecretString: text,
        VersionStages: stage === undefined ? undefined : [stage],
      }),
    ),
  );
}

/** The content of a secret, as far as it is a JSON object. */
export function keysOf(text: string | undefined): object {
  try {
    const content: unknown = JSON.parse(text ?? '');
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {};
  } catch {
    return {};
  }
}
