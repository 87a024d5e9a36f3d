import { writeSync } from 'node:fs';
import { loadDeduplicate } from './load-deduplication';
import { readWebhook } from './read-webhook';
import { canonicalParameters, isValidSignature } from './signature';
import { toInboundMessage } from './to-inbound-message';
import { createWebhookHandler } from './webhook-handler';
import { API_KEY_SECRET_ARN_ENV, SCHEME_ENV, SUSPICIOUS_MESSAGES_ENV, WEBHOOK_URL_ENV } from '../../shared/env';
import type { TokenKey } from '../auth-token/key';
import { KeyRing } from '../auth-token/key-ring';
import { secretReader } from '../auth-token/read-secret';
import { AUTH_TOKEN_FORMAT } from '../auth-token/secret-format';
import { verificationRings } from '../auth-token/verification-rings';
import { loadFunction } from '../init/load-function';
import { jsonLog, sampleRejections } from '../log/log';
import type { MediaCredentialsSource } from '../reply/lazy-fetch-media';
import { toMessages } from '../reply/reply';
import type { ImportModule } from '../reply/reply-module';
import { toTwiml } from '../reply/to-twiml';

/** For the package's `./testing`, which runs reply handlers with this file's bundle (scripts/bundle-tools.ts). */
export { AUTH_TOKEN_FORMAT, createWebhookHandler, KeyRing, toInboundMessage };

const STDOUT = 1;

/**
 * Creates the webhook's handler from its environment. The secret and the reply module are read in Lambda's init phase.
 * Called by gateway.mjs, which passes the function that imports an ES module.
 */
export async function start(importModule: ImportModule) {
  const { env } = process;
  const { tokenRing, keyRing, sharedKeyRing } = verificationRings(env);
  const { loaded, deduplication, parts } = loadFunction(importModule, loadDeduplicate, {
    load: async () => void await Promise.all([keyRing?.load(), sharedKeyRing?.load()]),
    mediaCredentials: mediaCredentials(tokenRing, env[API_KEY_SECRET_ARN_ENV]),
  });
  await warmUp();
  await loaded;

  return createWebhookHandler({
    ...parts,
    keyRing,
    sharedKeyRing,
    deduplicate: deduplication,
    rejectSuspicious: env[SUSPICIOUS_MESSAGES_ENV] === 'reject',
    url: { webhookUrl: env[WEBHOOK_URL_ENV] || undefined, scheme: env[SCHEME_ENV] === 'http' ? 'http' : 'https' },
    log: sampleRejections(jsonLog(writeLine, parts.now), parts.now),
  });
}

/** The API key is read with the first attachment, so that a cold start reads no further secret. */
function mediaCredentials(tokenRing: KeyRing<TokenKey> | undefined, secretArn = ''): MediaCredentialsSource {
  return ({ apiKeyCredentials, authTokenCredentials }) => (tokenRing && !secretArn
    ? authTokenCredentials(tokenRing)
    : apiKeyCredentials({ read: secretReader(secretArn), secretArn, now: Date.now }));
}

/**
 * Does once what every message needs while Secrets Manager answers. Otherwise the first message would wait for the
 * compilation.
 */
async function warmUp(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // the request to Secrets Manager goes first
  const zeros = '0'.repeat(32);
  const sids = { AccountSid: `AC${zeros}`, MessageSid: `SM${zeros}` };
  const parameters = Object.entries({ ...sids, Body: 'Warm', From: '1', NumMedia: '0', To: '1' });
  readWebhook(parameters); // its patterns take milliseconds to compile
  isValidSignature({
    secret: 'none',
    signature: '='.padStart(28, 'A'),
    url: 'https://example.com/',
    signedParameters: canonicalParameters(parameters),
  });
  toTwiml(toMessages('Warm').messages);
}

/** Not `process.stdout`: that stream adds milliseconds to a cold start and 80 µs to each message. */
function writeLine(line: string): void {
  try {
    writeSync(STDOUT, line);
  } catch {
    process.stdout.write(line);
  }
}
