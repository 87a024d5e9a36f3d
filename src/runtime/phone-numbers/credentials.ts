import { PREVIOUS_SETTINGS_STAGE } from '../../shared/env';
import { parseAuthToken } from '../auth-token/parse-auth-token';
import { explainSecretProblem } from '../auth-token/secret-problem';
import type { ReadSecret } from '../auth-token/read-secret';
import { isSameUrl } from '../twilio/inbound-settings';
import { parsePreviousSettings, PreviousSettings } from '../twilio/previous-settings';
import type { Credentials } from '../twilio/twilio-api';

const TIMEOUT = 2000;
const TRIES = 4;
const PAUSE = 1000;

/**
 * Reads account and auth token from the gateway's secret.
 *
 * @throws Error that says what to do
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
      throw new Error(`${cause}. ${transient ? 'Try again' : `To fix it: ${remedy}`}.`);
    }
    throw new Error('The secret names no accountSid, so Twilio cannot be asked: it must hold {"accountSid": "AC...", "authToken": "..."}. '
      + '"cdk-twilio-sms-gateway connect <stack> --only secret" writes it so.');
  }
}

/** What `connect` kept of a number, where it pointed it at this URL. Its version of the secret need not be there. */
export async function readKeptByConnect(read: ReadSecret<string>, sid: string, webhookUrl: string): Promise<PreviousSettings | undefined> {
  try {
    const { secretString = '' } = await read(PREVIOUS_SETTINGS_STAGE, TIMEOUT);
    const kept = parsePreviousSettings(secretString)[sid];
    return kept !== undefined && isSameUrl(kept.webhookUrl, webhookUrl) ? kept : undefined;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
