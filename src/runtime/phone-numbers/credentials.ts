import { LastingError } from './lasting-error';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';
import { parseAuthToken } from '../auth-token/parse-auth-token';
import type { ReadSecret } from '../auth-token/read-secret';
import { explainSecretProblem } from '../auth-token/secret-problem';
import { isSameUrl } from '../twilio/inbound-settings';
import { keyInRegion, parsePreviousSettings, type PreviousSettings, urlsOf } from '../twilio/previous-settings';
import type { Credentials } from '../twilio/send-request';

const TIMEOUT = 2000;
const TRIES = 4;
const PAUSE = 1000;

/**
 * Reads Account SID and auth token from the gateway's secret. Retries what may succeed a moment later.
 *
 * @throws LastingError if the secret has to be changed first. It says how
 * @throws Error if a later try may succeed
 */
export async function readCredentials(
  read: ReadSecret<string>,
  secretArn: string,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<Credentials> {
  for (let tries = 1; ; tries++) {
    try {
      const { accountSid, authToken } = parseAuthToken((await read('AWSCURRENT', TIMEOUT)).secretString);
      if (accountSid !== undefined) return { accountSid, authToken };
    } catch (error) {
      const { cause, remedy, transient } = explainSecretProblem(error, secretArn);
      if (transient && tries < TRIES) {
        await sleep(PAUSE);
        continue;
      }
      throw transient ? new Error(`${cause}. Try again.`) : new LastingError(`${cause}. To fix it: ${remedy}.`);
    }
    throw new LastingError('The secret names no accountSid, so Twilio cannot be asked. '
      + 'It must hold {"accountSid": "AC...", "authToken": "..."}. '
      + 'Run "cdk-twilio-sms-gateway connect <stack> --only secret" to write it.');
  }
}

/**
 * Reads what `connect` stored in the secret about a target that it pointed at this URL. Returns `undefined` if it
 * stored nothing.
 */
export async function readConnectSettings(
  read: ReadSecret<string>,
  sid: string,
  webhookUrl: string,
  region?: string,
): Promise<PreviousSettings | undefined> {
  try {
    const { secretString = '' } = await read(PREVIOUS_SETTINGS_STAGE, TIMEOUT);
    const stored = parsePreviousSettings(secretString)[keyInRegion(sid, region)];
    return stored !== undefined && urlsOf(stored).some((url) => isSameUrl(url, webhookUrl)) ? stored : undefined;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
