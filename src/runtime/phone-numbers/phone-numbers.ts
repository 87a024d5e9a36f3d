import { setTimeout as pause } from 'node:timers/promises';
import { sendAnswer } from './custom-resource';
import { createPhoneNumberHandler } from './phone-number-handler';
import { parameterStores } from './previous-settings-in-parameter';
import { readApiKeyCredentials, readAuthTokenCredentials, readConnectSettings } from './read-credentials';
import { retryWhileDenied } from './retry-while-denied';
import {
  API_KEY_SECRET_ARN_ENV, API_URL_ENV, PARAMETER_KEY_ENV, SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV,
} from '../../shared/env';
import { type ReadSecret, secretReader } from '../auth-token/read-secret';
import { jsonLog } from '../log/log';
import { createTwilioClient } from '../twilio/twilio-client';

/** Twilio asks for longer pauses when many numbers come at once. */
const LONGEST_PAUSE = 30_000;

/** Puts the custom resource's function together from its environment. Called by phone-numbers.mjs. */
export function start() {
  const { env } = process;
  const sleep = async (milliseconds: number) => pause(milliseconds);
  const secret = (secretArn: string) => {
    const readOnce = secretReader(secretArn);
    const read: ReadSecret<string> = async (...call) => retryWhileDenied(sleep, async () => readOnce(...call));
    return { read, secretArn, sleep };
  };
  const apiKeySecretArn = env[API_KEY_SECRET_ARN_ENV];
  // `connect` keeps the previous settings beside the key that verifies messages.
  const { read, ...verifying } = secret(env[SECRET_ARN_ENV] || env[SIGNING_KEY_SECRET_ARN_ENV] || '');
  return createPhoneNumberHandler({
    credentials: async () => (apiKeySecretArn
      ? readApiKeyCredentials(secret(apiKeySecretArn))
      : readAuthTokenCredentials({ read, ...verifying })),
    twilio: (credentials, signal, region) => createTwilioClient(credentials, {
      url: env[API_URL_ENV],
      region,
      retryAdvice: 'deploy again',
      longestPauseMs: LONGEST_PAUSE,
      signal,
    }),
    connectSettings: async (sid, webhookUrl, region) => readConnectSettings(read, sid, webhookUrl, region),
    storeIn: parameterStores(sleep, env[PARAMETER_KEY_ENV]),
    answer: sendAnswer(sleep),
    log: jsonLog((line) => process.stdout.write(line), Date.now),
    now: Date.now,
  });
}
