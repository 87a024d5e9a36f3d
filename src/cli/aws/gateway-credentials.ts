import { SecretContent } from './token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { givenCredentials, TwilioCredentials } from '../twilio/twilio-credentials';

/**
 * The credentials for a deployed gateway: those of --env-file, else those of its secret, with which it verifies. The
 * environment completes the secret's.
 */
export function gatewayCredentials(
  { token }: SecretContent,
  context: GuardedContext,
  envFile?: string,
): Partial<TwilioCredentials> {
  if (token !== undefined) context.hide(token.authToken);
  if (envFile !== undefined) return givenCredentials(context, envFile);
  const given = givenCredentials(context);
  if (token === undefined) return given;
  return { accountSid: token.accountSid ?? given.accountSid, authToken: token.authToken };
}

/** Whether Account SID and auth token are known. */
export function isComplete(credentials: Partial<TwilioCredentials>): credentials is TwilioCredentials {
  return credentials.accountSid !== undefined && credentials.authToken !== undefined;
}
