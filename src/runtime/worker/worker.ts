import { setTimeout as sleep } from 'node:timers/promises';
import { fifoQueues } from './fifo-queue';
import { loadReplyProgress } from './reply-progress';
import { createWorkerHandler } from './worker-handler';
import {
  API_URL_ENV, DEAD_LETTER_QUEUE_URL_ENV, DEDUPLICATION_TABLE_ENV, ECHO_MODULE, ERROR_REPLY_ENV, MAX_ATTEMPTS_ENV, QUEUE_URL_ENV, REPLY_MODULE_ENV,
  REPLY_TO_OPT_OUT_ENV, SECRET_ARN_ENV,
} from '../../shared/env';
import { KeyRing } from '../auth-token/key-ring';
import { secretStore } from '../auth-token/secret-store';
import { jsonLog } from '../log/log';
import { lazyFetchMedia } from '../reply/lazy-fetch-media';
import { type ImportModule, loadReply } from '../reply/reply-module';
import { settledDuringInit } from '../sdk/settled-during-init';
import { createSendMessage } from '../twilio/send-message';

/**
 * Puts the worker of the asynchronous mode together from its environment, and reads the secret and loads the reply module
 * while Lambda is still in its init phase. Called by worker.mjs, which passes the way to import an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const now = Date.now;
  const secretArn = env[SECRET_ARN_ENV] ?? '';
  const keyRing = new KeyRing({ read: secretStore(secretArn), secretArn, now });
  // None may fail init, which Lambda would repeat: an attempt reports it.
  const loading = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  const progress = env[DEDUPLICATION_TABLE_ENV] ? loadReplyProgress(importModule) : undefined;
  await settledDuringInit([keyRing.load(), loading, progress]);

  return createWorkerHandler({
    keyRing,
    reply: () => loading,
    progress: progress && (() => progress),
    sendMessage: createSendMessage(env[API_URL_ENV]),
    queues: fifoQueues(),
    queueUrl: env[QUEUE_URL_ENV] ?? '',
    deadLetterQueueUrl: env[DEAD_LETTER_QUEUE_URL_ENV] ?? '',
    maxAttempts: Number(env[MAX_ATTEMPTS_ENV]),
    errorReply: env[ERROR_REPLY_ENV],
    fetchMedia: lazyFetchMedia(importModule),
    replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
    now,
    sleep: async (milliseconds) => sleep(milliseconds),
    log: jsonLog((line) => process.stdout.write(line), now),
  });
}
