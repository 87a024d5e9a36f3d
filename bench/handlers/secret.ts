import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});
let authToken: Promise<string> | undefined;

/** The auth token, read when the first text arrives and kept. */
export function readAuthToken(): Promise<string> {
  return (authToken ??= read());
}

async function read(): Promise<string> {
  const secret = await client.send(new GetSecretValueCommand({
    SecretId: process.env.TWILIO_GATEWAY_SECRET_ARN,
    VersionStage: 'AWSCURRENT',
  }));
  return JSON.parse(secret.SecretString ?? '').authToken;
}
