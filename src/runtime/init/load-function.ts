import { awaitWithinInitPhase } from './await-within-init-phase';
import {
  DEDUPLICATION_TABLE_ENV, ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV, REPLY_TO_OPT_OUT_ENV,
  TRUNCATE_LONG_REPLY_ENV,
} from '../../shared/env';
import { lazyFetchMedia, type MediaCredentialsSource } from '../reply/lazy-fetch-media';
import { type ImportModule, loadReply } from '../reply/reply-module';

/** The secrets of a function. */
export interface FunctionSecrets {
  readonly mediaCredentials: MediaCredentialsSource;
  /** Reads those that every message needs. Never rejects. */
  load(): Promise<void>;
}

/**
 * Loads what the webhook's function and the worker's function share, from the environment. Secrets, reply module and
 * deduplication load side by side, and none can fail init, which Lambda would repeat: the first request reports it.
 *
 * @param loadDeduplication called only if there is a table
 */
export function loadFunction<Deduplication>(
  importModule: ImportModule,
  loadDeduplication: (importModule: ImportModule) => Promise<Deduplication>,
  secrets: FunctionSecrets,
) {
  const { env } = process;
  const secretsRead = secrets.load();
  const reply = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  const deduplication = env[DEDUPLICATION_TABLE_ENV] ? loadDeduplication(importModule) : undefined;
  return {
    /** Await it before init ends. */
    loaded: awaitWithinInitPhase([secretsRead, reply, deduplication]),
    deduplication: deduplication && (() => deduplication),
    parts: {
      reply: () => reply,
      errorReply: env[ERROR_REPLY_ENV] || undefined,
      replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
      truncateLongReply: env[TRUNCATE_LONG_REPLY_ENV] === 'true',
      fetchMedia: lazyFetchMedia(importModule, secrets.mediaCredentials),
      now: Date.now,
    },
  };
}
