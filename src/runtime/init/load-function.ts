import { awaitWithinInitPhase } from './await-within-init-phase';
import {
  ADDITIONAL_SECRET_ARNS_ENV, DEDUPLICATION_TABLE_ENV, ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV,
  REPLY_TO_OPT_OUT_ENV, SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV, TRUNCATE_LONG_REPLY_ENV,
} from '../../shared/env';
import { additionalSecretArns } from '../auth-token/additional-secret-arns';
import { joinRings } from '../auth-token/join-rings';
import { KeyRing } from '../auth-token/key-ring';
import { secretReader } from '../auth-token/read-secret';
import { AUTH_TOKEN_FORMAT, type SecretFormat, SHARED_KEY_FORMAT } from '../auth-token/secret-format';
import { lazyFetchMedia } from '../reply/lazy-fetch-media';
import { type ImportModule, loadReply } from '../reply/reply-module';

/**
 * Loads what the webhook's function and the worker's function share, from the environment. Secrets, reply module and
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
  const keyRingOf = <Content extends object>(secretArn: string, format: SecretFormat<Content>) =>
    new KeyRing({ read: secretReader(secretArn), secretArn, format, now });
  const { [SECRET_ARN_ENV]: secretArn = '', [SIGNING_KEY_SECRET_ARN_ENV]: signingKeyArn = '' } = env;
  const sharedKeyRing = signingKeyArn ? keyRingOf(signingKeyArn, SHARED_KEY_FORMAT) : undefined;
  const tokenArns = additionalSecretArns(env[ADDITIONAL_SECRET_ARNS_ENV]);
  // Without any secret each request is answered with 503, as with a secret that cannot be read.
  if (secretArn || !sharedKeyRing) tokenArns.unshift(secretArn);
  const keyRing = joinRings(tokenArns.map((arn) => keyRingOf(arn, AUTH_TOKEN_FORMAT)));
  const reply = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  const deduplication = env[DEDUPLICATION_TABLE_ENV] ? loadDeduplication(importModule) : undefined;
  return {
    /** Await it before init ends. */
    loaded: awaitWithinInitPhase([keyRing?.load(), sharedKeyRing?.load(), reply, deduplication]),
    deduplication: deduplication && (() => deduplication),
    parts: {
      keyRing,
      sharedKeyRing,
      reply: () => reply,
      errorReply: env[ERROR_REPLY_ENV] || undefined,
      replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
      truncateLongReply: env[TRUNCATE_LONG_REPLY_ENV] === 'true',
      fetchMedia: lazyFetchMedia(importModule),
      now,
    },
  };
}
