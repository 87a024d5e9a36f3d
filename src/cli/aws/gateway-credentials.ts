import { DeployedGateway } from './deployed-gateway';
import { GatewaySecrets } from './gateway-secrets';
import { MessageSigner } from '../../local/twilio/signed-message';
import { GuardedContext } from '../terminal/guarded-context';
import { givenCredentials, GivenCredentials } from '../twilio/twilio-credentials';

/**
 * The credentials for a deployed gateway: those of --env-file, else those of its secrets, with which it works. The
 * environment completes the secrets'. If the file has an API key only, the auth token comes from the secret.
 */
export function gatewayCredentials(
  secrets: GatewaySecrets,
  context: GuardedContext,
  envFile?: string,
): GivenCredentials {
  const token = secrets.token?.token;
  const apiKey = secrets.apiKey?.apiKey;
  if (envFile !== undefined) {
    const given = givenCredentials(context, envFile);
    return given.apiKey === undefined ? given : { ...given, authToken: given.authToken ?? token?.authToken };
  }
  const given = givenCredentials(context);
  return {
    accountSid: token?.accountSid ?? apiKey?.accountSid ?? given.accountSid,
    authToken: token?.authToken ?? given.authToken,
    apiKey: apiKey ?? given.apiKey,
  };
}

/**
 * What signs a message to a gateway as Twilio would: the auth token if the gateway verifies with one, else the
 * SharedKey of its secret. A gateway without an auth token accepts no token of the environment.
 *
 * @param accountSid of the message, if the SharedKey's secret names none
 * @returns `undefined` if there is no key
 */
export function signerOf(
  { secretArn }: Pick<DeployedGateway, 'secretArn'>,
  secrets: GatewaySecrets,
  { authToken }: GivenCredentials,
  accountSid: string,
): MessageSigner | undefined {
  if (secretArn !== undefined && authToken !== undefined) return { accountSid, key: authToken };
  return sharedKeySignerOf(secrets, accountSid);
}

/** The SharedKey of the gateway's secret, `undefined` if it holds none. */
export function sharedKeySignerOf({ signingKey }: GatewaySecrets, accountSid: string): MessageSigner | undefined {
  const sharedKey = signingKey?.sharedKey;
  return sharedKey && { accountSid: sharedKey.accountSid ?? accountSid, key: sharedKey };
}
