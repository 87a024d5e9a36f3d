import { setTimeout as sleep } from 'node:timers/promises';
import { fifoQueues } from './fifo-queue';
import { loadReplyProgress } from './reply-progress';
import { createWorkerHandler } from './worker-handler';
import {
  API_URL_ENV, DEAD_LETTER_QUEUE_URL_ENV, MAX_ATTEMPTS_ENV, QUEUE_URL_ENV, TWILIO_REGION_ENV,
} from '../../shared/env';
import { loadFunction } from '../init/load-function';
import { jsonLog } from '../log/log';
import type { ImportModule } from '../reply/reply-module';
import { createSendMessage } from '../twilio/send-message';

/**
 * Creates the worker's handler from its environment. The secret and the reply module are read in Lambda's init phase.
 * Called by worker.mjs, which passes the function that imports an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const { loaded, deduplication, parts } = loadFunction(importModule, loadReplyProgress);
  await loaded;

  return createWorkerHandler({
    ...parts,
    keyRing: parts.keyRing!, // the worker always has the secret
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
