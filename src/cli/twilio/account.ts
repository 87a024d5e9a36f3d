import { commandTwilioClient } from './command-twilio-client';
import { TwilioCredentials } from './twilio-credentials';
import { UserError } from '../../local/problems/user-error';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { authTokenAsCredentials } from '../../runtime/twilio/credentials';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { GuardedContext } from '../terminal/guarded-context';

/** The facts about a Twilio account that a command uses. */
export interface TwilioAccount {
  readonly sid: string;
  readonly name: string;
  readonly isTrial: boolean;
}

/** Source: Twilio's OpenAPI description, `api.v2010.account`. */
interface AccountResource {
  readonly sid: string;
  readonly friendly_name?: string | null;
  readonly status: 'active' | 'suspended' | 'closed';
  readonly type: 'Trial' | 'Full';
  /** The primary auth token. */
  readonly auth_token?: string | null;
}

/**
 * Checks that webhooks can be verified with the auth token.
 *
 * @throws UserError if the account is not active, or the auth token is not the primary one
 */
export async function checkAccount(
  { accountSid, authToken }: TwilioCredentials,
  context: GuardedContext,
  region?: string,
): Promise<TwilioAccount> {
  const twilio = commandTwilioClient(authTokenAsCredentials(accountSid, authToken), context, region);
  const account = await twilio.get<AccountResource>(
    'check the Twilio account',
    'api',
    `/2010-04-01/Accounts/${accountSid}.json`,
  );
  if (account.auth_token) context.hide(account.auth_token);
  if (account.status !== 'active') {
    throw new UserError(`The Twilio account ${accountSid} is ${account.status}, so it receives no messages. `
      + 'See the Twilio Console for the reason.');
  }
  // Twilio does not document the token of which region the resource has.
  const isToken = twilio.region === undefined && /^[0-9a-f]{32}$/i.test(account.auth_token ?? '');
  if (isToken && account.auth_token !== authToken) {
    throw new UserError('This is the secondary auth token of the account, but Twilio signs with the primary one. '
      + 'Use the primary token, or promote the secondary one first.');
  }
  return { sid: accountSid, name: account.friendly_name ?? '', isTrial: account.type === 'Trial' };
}

/**
 * Checks that Twilio accepts an API key for the account. A Standard key may not read the account itself, so it reads
 * one number. Source: Twilio, "API keys": types of keys.
 *
 * @returns what was found, in words
 * @throws UserError if Twilio does not accept the key
 */
export async function checkApiKey(
  twilio: TwilioClient,
  { accountSid, apiKeySid }: Pick<ApiKey, 'accountSid' | 'apiKeySid'>,
): Promise<string> {
  const numbers = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?PageSize=1`;
  await twilio.get('check the API key', 'api', numbers);
  return `${apiKeySid} is accepted for ${accountSid}`;
}
