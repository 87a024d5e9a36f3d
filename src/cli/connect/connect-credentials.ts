import { ConnectStep } from './apply-connection';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { DeployedGateway } from '../aws/deployed-gateway';
import { gatewayCredentials } from '../aws/gateway-credentials';
import { GatewaySecrets } from '../aws/gateway-secrets';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts } from '../terminal/prompts';
import { apiKeyFor, givenCredentials, TwilioCredentials, twilioCredentials } from '../twilio/twilio-credentials';

/** The credentials of a run of `connect`. At least one of the two is there. */
export interface ConnectCredentials {
  readonly accountSid: string;
  /** For a gateway that verifies with an auth token. */
  readonly token?: TwilioCredentials;
  /** For requests to Twilio, instead of the token. */
  readonly apiKey?: ApiKey;
}

/**
 * Reads the credentials that the steps need, and asks for what is missing. A gateway without an auth token is never
 * asked for one.
 */
export async function connectCredentials(
  gateway: DeployedGateway,
  secrets: GatewaySecrets,
  { only, envFile }: { readonly only?: ConnectStep; readonly envFile?: string },
  context: GuardedContext,
  prompts: Prompts,
): Promise<ConnectCredentials> {
  if (gateway.secretArn === undefined) {
    const { accountSid, apiKey: known } = withKnownKey(secrets, context, envFile);
    const apiKey = await apiKeyFor({ accountSid, apiKey: known }, context, prompts);
    return { accountSid: apiKey.accountSid, apiKey };
  }
  const given = givenCredentials(context, envFile);
  if (only === 'number' && given.accountSid !== undefined && given.apiKey !== undefined) {
    return { accountSid: given.accountSid, apiKey: { accountSid: given.accountSid, ...given.apiKey } };
  }
  const { accountSid, authToken, apiKey } = await twilioCredentials(context, prompts, envFile);
  return { accountSid, token: { accountSid, authToken }, apiKey: apiKey && { accountSid, ...apiKey } };
}

/** What is given goes before what the secret holds: it may be about to replace it. */
function withKnownKey(secrets: GatewaySecrets, context: GuardedContext, envFile: string | undefined) {
  const given = givenCredentials(context, envFile);
  return given.apiKey === undefined ? gatewayCredentials(secrets, context) : given;
}
