import { ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV, REPLY_TO_OPT_OUT_ENV, SCHEME_ENV, SECRET_ARN_ENV, WEBHOOK_URL_ENV } from './env';
import { KeyRing } from './key-ring';
import { jsonLog, sampleRefusals } from './log';
import { type ImportModule, loadReply } from './reply-module';
import { secretStore } from './secret-store';
import { createWebhookHandler } from './webhook-handler';

/**
 * Puts the gateway together from its environment, and reads the secret and loads the reply module while Lambda is still
 * in its init phase. Called by gateway.mjs, which passes the way to import an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const now = Date.now;
  const secretArn = env[SECRET_ARN_ENV] ?? '';
  const keyRing = new KeyRing({ read: secretStore(secretArn), secretArn, now });
  // Neither may fail init, which Lambda would repeat: a request reports it.
  const loading = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  await Promise.allSettled([keyRing.load(), loading]);

  return createWebhookHandler({
    keyRing,
    reply: () => loading,
    url: { webhookUrl: env[WEBHOOK_URL_ENV], scheme: env[SCHEME_ENV] === 'http' ? 'http' : 'https' },
    errorReply: env[ERROR_REPLY_ENV],
    replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
    log: sampleRefusals(jsonLog((line) => process.stdout.write(line), now), now),
    now,
  });
}
