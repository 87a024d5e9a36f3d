import { setTimeout as sleep } from 'node:timers/promises';
import { fifoQueues } from './fifo-queue';
import { loadReplyProgress } from './reply-progress';
import { createWorkerHandler } from './worker-handler';
import {
  API_KEY_SECRET_ARN_ENV, API_URL_ENV, DEAD_LETTER_QUEUE_URL_ENV, MAX_ATTEMPTS_ENV, QUEUE_URL_ENV, SECRET_ARN_ENV,
  TWILIO_REGION_ENV,
} from '../../shared/env';
import { apiKeyCredentials } from '../api-key/api-key-credentials';
import { authTokenCredentials } from '../auth-token/auth-token-credentials';
import { KeyRing } from '../auth-token/key-ring';
import { secretReader } from '../auth-token/read-secret';
import { AUTH_TOKEN_FORMAT } from '../auth-token/secret-format';
import { loadFunction } from '../init/load-function';
import { jsonLog } from '../log/log';
import type { ImportModule } from '../reply/reply-module';
import type { CredentialsProvider } from '../twilio/credentials';
import { createSendMessage } from '../twilio/send-message';

/**
 * Creates the worker's handler from its environment. The secret and the reply module are read in Lambda's init phase.
 * Called by worker.mjs, which passes the function that imports an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const credentials = credentialsFrom(env);
  const { loaded, deduplication, parts } = loadFunction(importModule, loadReplyProgress, {
    load: async () => credentials.load(),
    mediaCredentials: () => credentials,
  });
  await loaded;

  return createWorkerHandler({
    ...parts,
    credentials,
    progress: deduplication,
    sendMessage: createSendMessage(env[API_URL_ENV], env[TWILIO_REGION_ENV]),
    queues: fifoQueues(),
    queueUrl: env[QUEUE_URL_ENV] ?? '',
    deadLetterQueueUrl: env[DEAD_LETTER_QUEUE_URL_ENV] ?? '',
    maxAttempts: Number(env[MAX_ATTEMPTS_ENV]),
    sleep: async (milliseconds) => sleep(milliseconds),
    log: jsonLog((line) => process.stdout.write(line), parts.now),
  });
}

/** An API key if there is one. The role then may not read the auth token. */
function credentialsFrom(env: NodeJS.ProcessEnv): CredentialsProvider {
  const now = Date.now;
  const apiKeySecretArn = env[API_KEY_SECRET_ARN_ENV];
  if (apiKeySecretArn) {
    return apiKeyCredentials({ read: secretReader(apiKeySecretArn), secretArn: apiKeySecretArn, now });
  }
  const secretArn = env[SECRET_ARN_ENV] ?? '';
  const read = secretReader(secretArn);
  return authTokenCredentials(new KeyRing({ read, secretArn, format: AUTH_TOKEN_FORMAT, now }));
}
