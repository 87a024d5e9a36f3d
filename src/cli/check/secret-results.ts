import { CheckResult } from './check-result';
import { ApiKeyContent } from '../aws/api-key-secret';
import { DeployedGateway } from '../aws/deployed-gateway';
import { GatewaySecrets } from '../aws/gateway-secrets';
import { SigningKeyContent, storeSigningKey } from '../aws/signing-key-secret';
import { SecretContent } from '../aws/token-secret';

/**
 * A line for each secret that was read. Each names the kind of value in it, never the value.
 *
 * @param known the contents of all secrets that are known
 */
export function secretResults(gateway: DeployedGateway, read: GatewaySecrets, known: GatewaySecrets): CheckResult[] {
  const { token, signingKey, apiKey } = read;
  return [
    ...(token === undefined ? [] : [tokenResult(gateway, token)]),
    ...(signingKey === undefined ? [] : [signingKeyResult(gateway, signingKey, known)]),
    ...(apiKey === undefined ? [] : [apiKeyResult(gateway, apiKey, known)]),
  ];
}

function tokenResult({ stack }: DeployedGateway, { token, flaw }: SecretContent): CheckResult {
  if (token === undefined) {
    return {
      name: 'Secret',
      kind: 'fail',
      text: `holds ${flaw} instead of an auth token. Run "connect ${stack.name}".`,
    };
  }
  return token.accountSid === undefined
    ? {
      name: 'Secret',
      kind: 'info',
      text: 'holds an auth token without its Account SID, so any account that signs with this token is accepted. '
        + `"connect ${stack.name} --only secret" adds the SID.`,
    }
    : { name: 'Secret', kind: 'succeed', text: `holds the auth token of ${token.accountSid}` };
}

function signingKeyResult(
  { signingKeySecretArn }: DeployedGateway,
  { sharedKey, flaw }: SigningKeyContent,
  { token }: GatewaySecrets,
): CheckResult {
  const name = 'Signing secret';
  const store = `Store one: ${storeSigningKey(signingKeySecretArn!)}`;
  if (sharedKey === undefined) return { name, kind: 'fail', text: `holds ${flaw} instead of a SharedKey. ${store}` };
  const { sharedKeyId, accountSid } = sharedKey;
  if (accountSid === undefined) {
    return {
      name,
      kind: 'info',
      text: `holds the SharedKey ${sharedKeyId} without its Account SID, so any account that signs with this key is `
        + 'accepted. Add "accountSid" to the secret.',
    };
  }
  const tokenAccount = token?.token?.accountSid;
  if (tokenAccount !== undefined && tokenAccount !== accountSid) {
    return {
      name,
      kind: 'fail',
      text: `holds a SharedKey of another account, ${accountSid}, so messages of ${tokenAccount} that are signed with a `
        + `SharedKey are rejected. ${store}`,
    };
  }
  return { name, kind: 'succeed', text: `holds the SharedKey ${sharedKeyId} of ${accountSid}` };
}

function apiKeyResult(
  { stack }: DeployedGateway,
  { apiKey, flaw }: ApiKeyContent,
  { token, signingKey }: GatewaySecrets,
): CheckResult {
  const name = 'API key secret';
  const store = `Set TWILIO_API_KEY and TWILIO_API_SECRET, and run "connect ${stack.name} --only secret".`;
  if (apiKey === undefined) {
    return { name, kind: 'fail', text: `holds ${flaw} instead of an API key. ${store}` };
  }
  const { accountSid, apiKeySid } = apiKey;
  const verified = token?.token?.accountSid ?? signingKey?.sharedKey?.accountSid;
  return verified === undefined || verified === accountSid
    ? { name, kind: 'succeed', text: `holds the API key ${apiKeySid} of ${accountSid}` }
    : {
      name,
      kind: 'fail',
      text: `holds an API key of another account, ${accountSid}, so messages of ${verified} get no reply. ${store}`,
    };
}
