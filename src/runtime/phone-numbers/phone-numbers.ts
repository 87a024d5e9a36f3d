import { setTimeout as pause } from 'node:timers/promises';
import { readConnectSettings, readCredentials } from './credentials';
import { sendAnswer } from './custom-resource';
import { createPhoneNumberHandler } from './phone-number-handler';
import { parameterStores } from './previous-settings-in-parameter';
import { retryWhileDenied } from './retry-while-denied';
import { API_URL_ENV, PARAMETER_KEY_ENV, SECRET_ARN_ENV } from '../../shared/env';
import { type ReadSecret, secretReader } from '../auth-token/read-secret';
import { jsonLog } from '../log/log';
import { createTwilioClient } from '../twilio/twilio-client';

/** Twilio asks for longer pauses when many numbers come at once. */
const LONGEST_PAUSE = 30_000;

/** Puts the custom resource's function together from its environment. Called by phone-numbers.mjs. */
export function start() {
  const { env } = process;
  const secretArn = env[SECRET_ARN_ENV] ?? '';
  const sleep = async (milliseconds: number) => pause(milliseconds);
  const readOnce = secretReader(secretArn);
  const read: ReadSecret<string> = async (...call) => retryWhileDenied(sleep, async () => readOnce(...call));
  return createPhoneNumberHandler({
    credentials: async () => readCredentials(read, secretArn, sleep),
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
