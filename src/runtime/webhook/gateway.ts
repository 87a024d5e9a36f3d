import { writeSync } from 'node:fs';
import { loadDeduplicate } from './deduplicate';
import { toInboundMessage } from './inbound-message';
import { canonicalParameters, isValidSignature } from './signature';
import { readWebhook } from './webhook';
import { createWebhookHandler } from './webhook-handler';
import { DEDUPLICATION_TABLE_ENV, ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV, REPLY_TO_OPT_OUT_ENV, SCHEME_ENV, SECRET_ARN_ENV, WEBHOOK_URL_ENV } from '../../shared/env';
import { KeyRing } from '../auth-token/key-ring';
import { secretStore } from '../auth-token/secret-store';
import { jsonLog, sampleRejections } from '../log/log';
import { lazyFetchMedia } from '../reply/lazy-fetch-media';
import { type ImportModule, loadReply } from '../reply/reply-module';
import { toTwiml } from '../reply/twiml';
import { settledDuringInit } from '../sdk/settled-during-init';

/** For `./testing` of the package, which tests reply handlers with the bundle of this file (scripts/bundle-tools.ts). */
export { createWebhookHandler, KeyRing, toInboundMessage };

const STDOUT = 1;

/**
 * Puts the gateway together from its environment, and reads the secret and loads the reply module while Lambda is still
 * in its init phase. Called by gateway.mjs, which passes the way to import an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const now = Date.now;
  const secretArn = env[SECRET_ARN_ENV] ?? '';
  const keyRing = new KeyRing({ read: secretStore(secretArn), secretArn, now });
  // None may fail init, which Lambda would repeat: a request reports it.
  const loading = loadReply(env[REPLY_MODULE_ENV] ?? ECHO_MODULE, importModule);
  const deduplicating = env[DEDUPLICATION_TABLE_ENV] ? loadDeduplicate(importModule) : undefined;
  const loaded = settledDuringInit([keyRing.load(), loading, deduplicating]);
  await warmUp();
  await loaded;

  return createWebhookHandler({
    keyRing,
    reply: () => loading,
    deduplicate: deduplicating && (() => deduplicating),
    url: { webhookUrl: env[WEBHOOK_URL_ENV] || undefined, scheme: env[SCHEME_ENV] === 'http' ? 'http' : 'https' },
    errorReply: env[ERROR_REPLY_ENV] || undefined,
    fetchMedia: lazyFetchMedia(importModule),
    replyToOptOut: env[REPLY_TO_OPT_OUT_ENV] === 'true',
    log: sampleRejections(jsonLog(writeLine, now), now),
    now,
  });
}

/**
 * Does once what every text needs, while Secrets Manager is asked and there is nothing else to do: otherwise the first text would wait until it
 * is compiled.
 */
async function warmUp(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // the request to Secrets Manager goes first
  const zeros = '0'.repeat(32);
  const parameters = Object.entries({ AccountSid: `AC${zeros}`, Body: 'Warm', From: '1', MessageSid: `SM${zeros}`, NumMedia: '0', To: '1' });
  readWebhook(parameters); // its patterns take milliseconds to compile
  isValidSignature({ authToken: 'none', signature: '='.padStart(28, 'A'), url: 'https://example.com/', signedParameters: canonicalParameters(parameters) });
  toTwiml([{ body: 'Warm' }]);
}

/** Not through `process.stdout`, a stream that takes a cold start milliseconds to make and each text 80 µs. */
function writeLine(line: string): void {
  try {
    writeSync(STDOUT, line);
  } catch {
    process.stdout.write(line);
  }
}
