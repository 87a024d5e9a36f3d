import { awaitWithinInitPhase } from './await-within-init-phase';
import {
  ADDITIONAL_SECRET_ARNS_ENV, DEDUPLICATION_TABLE_ENV, ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV,
  REPLY_TO_OPT_OUT_ENV, SECRET_ARN_ENV,
} from '../../shared/env';
import { additionalSecretArns } from '../auth-token/additional-secret-arns';
import { joinRings } from '../auth-token/join-rings';
import { KeyRing } from '../auth-token/key-ring';
import { secretReader } from '../auth-token/read-secret';
import { lazyFetchMedia } from '../reply/lazy-fetch-media';
import { type ImportModule, loadReply } from '../reply/reply-module';

/**
 * Loads what the webhook's function and the worker's function share, from the environment. Secret, reply module and
 * deduplication load side by side, and none can fail init, which Lambda would repeat: the first request reports it.
 *
 * @param loadDeduplication called only if there is a table
 */
export function loadFunction<Deduplication>(
  importModule: ImportModule,
  loadDeduplication: (importModule: ImportModule) => Promise<Deduplication>,
) {
  const { env } = process;
  const now = Date.now;
  const keyRingOf = (secretArn: string) => new KeyRing({ read: secretReader(secretArn), secretArn, now });
  const additional = additionalSecretArns(env[ADDITIONAL_SECRET_ARNS_ENV]).map(keyRingOf);
  const keyRing = joinRings([keyRingOf(env[SECRET_ARN_ENV] ?? ''), ...additional]);
  const reply = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  const deduplication = env[DEDUPLICATION_TABLE_ENV] ? loadDeduplication(importModule) : undefined;
  return {
    /** Await it before init ends. */
    loaded: awaitWithinInitPhase([keyRing.load(), reply, deduplication]),
    deduplication: deduplication && (() => deduplication),
    parts: {
      keyRing,
      reply: () => reply,
      errorReply: env[ERROR_REPLY_ENV] || undefined,
      replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
      fetchMedia: lazyFetchMedia(importModule),
      now,
    },
  };
}
