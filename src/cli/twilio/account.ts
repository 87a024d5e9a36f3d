import { TwilioCredentials } from './twilio-credentials';
import { UserError } from '../../local/problems/user-error';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { GuardedContext } from '../terminal/guarded-context';

/** A Twilio account, as far as its credentials matter. */
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
  /** The primary one. */
  readonly auth_token?: string | null;
}

/** Asks Twilio whether the credentials are good for verifying webhooks. */
export async function checkAccount(twilio: TwilioClient, { accountSid, authToken }: TwilioCredentials, { hide }: Pick<GuardedContext, 'hide'>): Promise<TwilioAccount> {
  const account = await twilio.get<AccountResource>('check the Twilio account', 'api', `/2010-04-01/Accounts/${accountSid}.json`);
  if (account.auth_token) hide(account.auth_token);
  if (account.status !== 'active') throw new UserError(`The Twilio account ${accountSid} is ${account.status}, so no text reaches it. The Twilio Console says why.`);
  if (/^[0-9a-f]{32}$/i.test(account.auth_token ?? '') && account.auth_token !== authToken) {
    throw new UserError('This is the secondary auth token of the account: Twilio signs with the primary one. Take that, or promote the secondary one first.');
  }
  return { sid: accountSid, name: account.friendly_name ?? '', isTrial: account.type === 'Trial' };
}
