import { type Answer, answerMessage, type ReplySettings } from './answer-message';
import { deadlineOf } from './deadline';
import { parseForm } from './form';
import { idempotencyKeyOf } from './idempotency-key';
import type { Deduplicate } from './load-deduplication';
import { otherWebhook } from './other-webhook';
import { readWebhook } from './read-webhook';
import { emptyResponse, twimlResponse, type WebhookResponse } from './response';
import { toInboundMessage } from './to-inbound-message';
import { verify, type VerificationKeys } from './verify';
import { readRequest } from './webhook-request';
import { candidateUrls, type WebhookUrlSettings } from './webhook-url';
import { secretOf } from '../auth-token/key';
import type { Log, LogEntry } from '../log/log';
import { isRejection, Rejection } from '../log/rejection';
import { maskAddress, maskQuery } from '../log/scrub';
import { EMPTY_TWIML } from '../reply/empty-twiml';

/** Lambda's second argument. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The parts of the gateway. */
export interface GatewayParts extends ReplySettings, VerificationKeys {
  readonly url: WebhookUrlSettings;
  /** Rejects if it cannot be loaded. @default - each request with a message runs the reply handler */
  readonly deduplicate?: () => Promise<Deduplicate>;
  /** Whether requests with traces that a new parameter of Twilio's may leave, too, are rejected. @default false */
  readonly rejectSuspicious?: boolean;
  readonly log: Log;
}

/** Fields of the log line that are collected on the way. */
type Facts = { -readonly [K in keyof LogEntry]?: LogEntry[K] };

/** Creates the Lambda handler. It never rejects: an unexpected error is answered with 500. */
export function createWebhookHandler(parts: GatewayParts) {
  // No message waits for the init of provisioned concurrency.
  let coldStart = process.env.AWS_LAMBDA_INITIALIZATION_TYPE !== 'provisioned-concurrency';
  return async (event: unknown, context: LambdaContext): Promise<WebhookResponse> => {
    const started = parts.now();
    const facts: Facts = { requestId: context.awsRequestId, coldStart };
    coldStart = false;
    // Awaited before the answer: Lambda freezes everything that still runs after it.
    const refreshed = Promise.allSettled([parts.keyRing?.refreshEarly(), parts.sharedKeyRing?.refreshEarly()]);
    const { response, entry } = await answer(parts, event, context, facts).catch(reject);
    await refreshed;
    parts.log({ ...entry, ...facts, status: response.statusCode, durationMs: parts.now() - started });
    return response;
  };
}

/** The steps of a webhook: event, request, signature, message, reply, response. */
async function answer(parts: GatewayParts, event: unknown, context: LambdaContext, facts: Facts): Promise<Answer> {
  const request = readRequest(event);
  const deadline = deadlineOf({
    receivedAt: request.receivedAt,
    now: parts.now(),
    remainingTimeInMillis: context.getRemainingTimeInMillis(),
  });
  const pairs = parseForm(request.body);
  const urls = candidateUrls(event, parts.url);
  const { kind, parameters, flaw, suspicion } = readWebhook(pairs);

  const { signature, signatureSettings } = request;
  const signed = { signature, signatureSettings, urls, parameters: pairs, isPlausible: flaw === undefined };
  const key = await verify(signed, parts).catch((error) => {
    facts.urls = urls.map(maskQuery); // of use only if none of them fits
    throw error;
  });
  facts.keyVersion = key.versionId;

  if (flaw !== undefined) {
    throw new Rejection(400, 'invalid_message', flaw);
  }
  if (kind === 'other_webhook') {
    const description = `Not a message: ${otherWebhook(parameters)}`;
    return withoutReply(emptyResponse(200), description, 'other_webhook');
  }
  facts.messageSid = parameters.get('MessageSid');
  facts.suspicious = suspicion;
  if (suspicion !== undefined && parts.rejectSuspicious) {
    throw new Rejection(400, 'invalid_message', suspicion);
  }
  if (kind === 'probe') {
    return withoutReply(twimlResponse(EMPTY_TWIML), 'Probe verified', 'probe');
  }
  if (kind === 'status_callback') {
    return withoutReply(emptyResponse(204), 'Status callback received', 'status_callback');
  }
  const message = toInboundMessage(parameters);
  facts.from = maskAddress(message.from);
  facts.to = maskAddress(message.to);
  const authToken = 'authToken' in key ? key.authToken : undefined;
  const invocation = { requestId: context.awsRequestId, deadline, authToken, secret: secretOf(key) };
  const answerWith = async (idempotencyKey: () => string) =>
    answerMessage(message, parts, { ...invocation, idempotencyKey });
  const ownKey = () => idempotencyKeyOf(signed, key);
  if (parts.deduplicate === undefined) {
    return answerWith(ownKey);
  }
  const deduplicate = await parts.deduplicate();
  const delivery = { message, parameters: pairs, key: ownKey(), deadline, isSuspicious: suspicion !== undefined };
  return deduplicate(delivery, async (firstKey) => answerWith(() => firstKey));
}

function withoutReply(response: WebhookResponse, message: string, outcome: LogEntry['outcome']): Answer {
  return { response, entry: { level: 'INFO', message, outcome } };
}

function reject(error: unknown): Answer {
  if (isRejection(error)) {
    const { status, reason, detail, remedy } = error;
    const level = status === 503 ? 'ERROR' : 'WARN';
    return {
      response: emptyResponse(status),
      entry: { level, message: 'Rejected', outcome: 'rejected', reason, detail, remedy },
    };
  }
  // A bug of ours. Its message could quote the request; the frames of its stack cannot.
  const lines = error instanceof Error ? error.stack?.split('\n') : undefined;
  const stack = lines?.filter((line) => /^\s+at /.test(line)).join('\n');
  const described = { name: 'Error', message: 'See the stack', stack };
  return {
    response: emptyResponse(500),
    entry: { level: 'ERROR', message: 'Unexpected error', outcome: 'failed', error: described },
  };
}
