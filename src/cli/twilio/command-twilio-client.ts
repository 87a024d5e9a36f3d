import { UserError } from '../../local/problems/user-error';
import { Credentials } from '../../runtime/twilio/credentials';
import { createTwilioClient, TwilioClient } from '../../runtime/twilio/twilio-client';
import { TwilioError } from '../../runtime/twilio/twilio-error';
import { API_URL_ENV } from '../../shared/env';
import { CliContext, UsageError } from '../terminal/context';

/** Nobody waits longer than this at a terminal. */
const LONGEST_PAUSE = 10_000;

/**
 * Makes the Twilio client of a command. Its errors are for the user.
 *
 * @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`
 * @throws UsageError if the environment names an address that is not on loopback
 */
export function commandTwilioClient(
  credentials: Credentials,
  { env }: Pick<CliContext, 'env'>,
  region?: string,
): TwilioClient {
  const client = clientFor(credentials, env[API_URL_ENV] || undefined, region);
  const { accountSid, get, post, postJson, list, delete: remove } = client;
  return {
    accountSid,
    region,
    get: async (doing, api, path) => asUserError(get(doing, api, path)),
    post: async (doing, api, path, form) => asUserError(post(doing, api, path, form)),
    postJson: async (doing, api, path, json, key) => asUserError(postJson(doing, api, path, json, key)),
    delete: async (doing, api, path, key) => asUserError(remove(doing, api, path, key)),
    list: async (doing, api, path, key) => asUserError(list(doing, api, path, key)),
  };
}

function clientFor(credentials: Credentials, url: string | undefined, region?: string): TwilioClient {
  const options = { url, region, retryAdvice: 'run this again', longestPauseMs: LONGEST_PAUSE };
  try {
    return createTwilioClient(credentials, options);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function asUserError<T>(response: Promise<any>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof TwilioError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
