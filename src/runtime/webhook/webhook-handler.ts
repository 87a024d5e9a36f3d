import { type Answer, answerMessage, type ReplySettings } from './answer-message';
import { deadlineOf } from './deadline';
import type { Deduplicate } from './deduplicate';
import { parseForm } from './form';
import { idempotencyKeyOf } from './idempotency-key';
import { toInboundMessage } from './inbound-message';
import { emptyResponse, twimlResponse, type WebhookResponse } from './response';
import { verify } from './verify';
import { readWebhook } from './webhook';
import { readRequest } from './webhook-request';
import { candidateUrls, type WebhookUrlSettings } from './webhook-url';
import type { KeyRing } from '../auth-token/key-ring';
import type { Log, LogEntry } from '../log/log';
import { isRejection, Rejection } from '../log/rejection';
import { maskAddress, maskQuery } from '../log/scrub';
import { EMPTY_TWIML } from '../reply/empty-twiml';

/** What Lambda passes beside the event. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What the gateway is made of. */
export interface GatewayParts extends ReplySettings {
  readonly keyRing: Pick<KeyRing, 'keys' | 'keysAfterFailedCheck' | 'refreshEarly'>;
  readonly url: WebhookUrlSettings;
  /** Rejects if it cannot be loaded. @default - each request with a message is answered anew */
  readonly deduplicate?: () => Promise<Deduplicate>;
  readonly log: Log;
}

/** What is known of a request for its line in the log, gathered on the way. */
type Facts = { -readonly [K in keyof LogEntry]?: LogEntry[K] };

/** Makes the Lambda handler. It never rejects: what nobody thought of is answered with 500, too. */
export function createWebhookHandler(parts: GatewayParts) {
  let coldStart = true;
  return async (event: unknown, context: LambdaContext): Promise<WebhookResponse> => {
    const started = parts.now();
    const facts: Facts = { requestId: context.awsRequestId, coldStart };
    coldStart = false;
    // Beside the request, and awaited before the answer: Lambda freezes what still runs afterwards.
    const refreshed = parts.keyRing.refreshEarly().catch(() => undefined);
    const { response, entry } = await answer(parts, event, context, facts).catch(reject);
    await refreshed;
    parts.log({ ...entry, ...facts, status: response.statusCode, durationMs: parts.now() - started });
    return response;
  };
}

/** The way of a webhook: event, request, signature, message, reply, response. */
async function answer(parts: GatewayParts, event: unknown, context: LambdaContext, facts: Facts): Promise<Answer> {
  const request = readRequest(event);
  const deadline = deadlineOf({
    receivedAt: request.receivedAt,
    now: parts.now(),
    remainingTimeInMillis: context.getRemainingTimeInMillis(),
  });
  const pairs = parseForm(request.body);
  const urls = candidateUrls(event, parts.url);
  const { kind, parameters, flaw } = readWebhook(pairs);

  const signed = { signature: request.signature, urls, parameters: pairs, isPlausible: flaw === undefined };
  const key = await verify(signed, parts.keyRing).catch((error) => {
    facts.urls = urls.map(maskQuery); // they matter only where none of them fits
    throw error;
  });
  facts.keyVersion = key.versionId;

  if (flaw !== undefined) {
    throw new Rejection(400, 'invalid_message', flaw);
  }
  facts.messageSid = parameters.get('MessageSid');
  if (kind === 'probe') {
    return { response: twimlResponse(EMPTY_TWIML), entry: { level: 'INFO', message: 'Probe verified', outcome: 'probe' } };
  }
  if (kind === 'status_callback') {
    return { response: emptyResponse(204), entry: { level: 'INFO', message: 'Status callback received', outcome: 'status_callback' } };
  }
  const message = toInboundMessage(parameters);
  facts.from = maskAddress(message.from);
  facts.to = maskAddress(message.to);
  const answerWith = async (idempotencyKey: () => string) =>
    answerMessage(message, parts, { requestId: context.awsRequestId, idempotencyKey, deadline, authToken: key.authToken });
  const ownKey = () => idempotencyKeyOf(signed, key.authToken);
  if (parts.deduplicate === undefined) {
    return answerWith(ownKey);
  }
  const deduplicate = await parts.deduplicate();
  return deduplicate({ message, parameters: pairs, key: ownKey(), deadline }, async (firstKey) => answerWith(() => firstKey));
}

function reject(error: unknown): Answer {
  if (isRejection(error)) {
    const { status, reason, detail, remedy } = error;
    return {
      response: emptyResponse(status),
      entry: { level: status === 503 ? 'ERROR' : 'WARN', message: 'Rejected', outcome: 'rejected', reason, detail, remedy },
    };
  }
  // A bug of ours. Its message could hold anything that was sent; where it happened cannot.
  const frames = error instanceof Error ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).join('\n') : undefined;
  return {
    response: emptyResponse(500),
    entry: { level: 'ERROR', message: 'Unexpected error', outcome: 'failed', error: { name: 'Error', message: 'See the stack', stack: frames } },
  };
}
