import { TwilioCredentials } from './twilio-credentials';
import { UserError } from '../../local/problems/user-error';
import { TwilioClient, twilioClient as restClient } from '../../runtime/twilio/twilio-client';
import { TwilioError } from '../../runtime/twilio/twilio-error';
import { API_URL_ENV } from '../../shared/env';
import { CliContext, UsageError } from '../terminal/context';

/** Longer than this nobody waits at a terminal. */
const LONGEST_PAUSE = 10_000;

/** Twilio's REST API for a command: what goes wrong there is for the user to remedy. */
export function twilioClient(credentials: TwilioCredentials, { env }: Pick<CliContext, 'env'>): TwilioClient {
  const { accountSid, get, post, list } = clientFor(credentials, env[API_URL_ENV] || undefined);
  return {
    accountSid,
    get: async (doing, api, path) => asUserError(get(doing, api, path)),
    post: async (doing, api, path, form) => asUserError(post(doing, api, path, form)),
    list: async (doing, api, path, key) => asUserError(list(doing, api, path, key)),
  };
}

function clientFor(credentials: TwilioCredentials, url: string | undefined): TwilioClient {
  try {
    return restClient(credentials, { url, again: 'run this again', longestPause: LONGEST_PAUSE });
  } catch (error) {
    throw new UsageError(`${API_URL_ENV}: ${(error as Error).message}.`);
  }
}

async function asUserError<T>(answer: Promise<any>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TwilioError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
