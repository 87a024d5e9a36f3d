import { LastingError } from './lasting-error';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';
import { API_KEY_FORMAT } from '../api-key/parse-api-key';
import type { ReadSecret } from '../auth-token/read-secret';
import { AUTH_TOKEN_FORMAT, type SecretFormat } from '../auth-token/secret-format';
import { explainSecretProblem } from '../auth-token/secret-problem';
import { apiKeyAsCredentials, authTokenAsCredentials, type Credentials } from '../twilio/credentials';
import { isSameUrl } from '../twilio/inbound-settings';
import { keyInRegion, parsePreviousSettings, type PreviousSettings, urlsOf } from '../twilio/previous-settings';

const TIMEOUT = 2000;
const TRIES = 4;
const PAUSE = 1000;

type Sleep = (milliseconds: number) => Promise<unknown>;

/** Reads one secret. */
interface SecretToRead {
  readonly read: ReadSecret<string>;
  readonly secretArn: string;
  readonly sleep: Sleep;
}

/**
 * Reads Account SID and auth token from the gateway's secret.
 *
 * @throws LastingError if the secret has to be changed first. It says how
 * @throws Error if a later try may succeed
 */
export async function readAuthTokenCredentials(secret: SecretToRead): Promise<Credentials> {
  const { accountSid, authToken } = await readSecret(secret, AUTH_TOKEN_FORMAT);
  if (accountSid !== undefined) return authTokenAsCredentials(accountSid, authToken);
  throw new LastingError('The secret names no accountSid, so Twilio cannot be asked. '
    + 'It must hold {"accountSid": "AC...", "authToken": "..."}. '
    + 'Run "cdk-twilio-sms-gateway connect <stack> --only secret" to write it.');
}

/**
 * Reads the API key from its secret.
 *
 * @throws LastingError if the secret has to be changed first. It says how
 * @throws Error if a later try may succeed
 */
export async function readApiKeyCredentials(secret: SecretToRead): Promise<Credentials> {
  const { accountSid, apiKeySid, apiKeySecret } = await readSecret(secret, API_KEY_FORMAT);
  return apiKeyAsCredentials(accountSid, apiKeySid, apiKeySecret);
}

/** Retries what may succeed a moment later. */
async function readSecret<T>(
  { read, secretArn, sleep }: SecretToRead,
  format: Omit<SecretFormat<T>, 'reason'>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return format.parse((await read('AWSCURRENT', TIMEOUT)).secretString);
    } catch (error) {
      const { cause, remedy, transient } = explainSecretProblem(error, secretArn, format);
      if (!transient || tries === TRIES) {
        throw transient ? new Error(`${cause}. Try again.`) : new LastingError(`${cause}. To fix it: ${remedy}.`);
      }
      await sleep(PAUSE);
    }
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
