import { checkSignature, PageKeys } from './signature-check';
import { MAX_BODY_BYTES } from '../../runtime/webhook/webhook-request';
import type { EndpointKind } from '../assembly/endpoint-kind';
import { Exchange } from '../events/exchange';
import { HttpApiEvent, Scheme } from '../http-api/request-to-event';
import { HttpApiResponse } from '../http-api/result-to-response';
import { Attachment, ExchangeView, Origin, Pair, PhoneChannel, Verdict } from '../page-protocol/page-protocol';
import { UserError } from '../problems/user-error';
import { readAnswer } from '../twilio/deliver-message';
import { OPTED_OUT } from '../twilio/problems';
import { countSegments } from '../twilio/segments';

export interface ArrivalProps {
  readonly gateway: string;
  readonly origin: Origin;
  readonly delayMs: number;
  /** The keys that may have signed a genuine request. */
  readonly keys: PageKeys;
  /** @default - an HTTP API */
  readonly endpoint?: EndpointKind;
  /** The scheme of the webhook's URL. */
  readonly scheme: Scheme;
}

/** The view of a request that has just come in. */
export function arrived(
  event: HttpApiEvent,
  { gateway, origin, delayMs, keys, endpoint, scheme }: ArrivalProps,
): ExchangeView {
  // The function rejects it unread.
  const body = Buffer.byteLength(bodyOf(event)) > MAX_BODY_BYTES ? '' : bodyOf(event);
  const parameters: readonly Pair[] = [...new URLSearchParams(body)];
  const value = (name: string) => parameters.find(([key]) => key === name)?.[1] ?? '';
  const { http, requestId, timeEpoch } = event.requestContext;
  return {
    id: requestId,
    gateway,
    origin,
    time: timeEpoch,
    channel: channelOf(value('From'), value('MessageSid'), value('NumMedia')),
    from: value('From').replace(/^(whatsapp|rcs):/, ''),
    sent: { body: value('Body'), media: attachments(value) },
    segments: Number(value('NumSegments')) || countSegments(value('Body')),
    request: {
      method: http.method,
      path: http.path,
      headers: Object.entries(event.headers),
      parameters,
      ...checkSignature(event, parameters, keys, { endpoint, scheme }),
    },
    replies: [],
    log: [],
    calls: [],
    delayMs,
  };
}

export interface AnswerProps {
  readonly describeMedia: (url: string) => Attachment;
  /** Tells whether Twilio rejects messages to this number. */
  readonly isOptedOut: (number: string) => boolean;
}

/** The view of an answered request. The answer is read as Twilio reads it. */
export function answered(view: ExchangeView, exchange: Exchange, props: AnswerProps): ExchangeView {
  const { describeMedia: describe, isOptedOut } = props;
  const { response, milliseconds, failure } = exchange;
  const contentType = String(response.headers['content-type'] ?? '');
  const body = response.body.toString('utf8');
  const read = view.problem === undefined
    ? readAnswer(response.status, contentType, body)
    : { replies: [], problem: view.problem }; // Twilio has given up already
  const isRejected = read.replies.length > 0 && ['sms', 'mms'].includes(view.channel) && isOptedOut(view.from);
  const { replies, problem } = isRejected ? { replies: [], problem: OPTED_OUT } : read;
  return {
    ...view,
    answer: { status: response.status, contentType, body, milliseconds },
    replies: replies.map((reply) => ({ body: reply.body, media: reply.media.map(describe) })),
    problem: failure === undefined ? problem : explain(failure, response),
  };
}

/** Reads the gateway's own log line. Undefined for any other line. */
export function verdictOf(text: string): Verdict | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const fields = JSON.parse(text) as Verdict & { readonly requestId?: unknown };
    return typeof fields.outcome === 'string' && typeof fields.requestId === 'string' ? fields : undefined;
  } catch {
    return undefined;
  }
}

function explain(failure: Error, { status }: HttpApiResponse): string {
  if (failure instanceof UserError) return failure.message;
  return `The function gave no answer: ${failure.message}. Twilio gets ${status} (error 11217).`;
}

function channelOf(from: string, messageSid: string, numMedia: string): PhoneChannel {
  const [, prefix] = /^(whatsapp|rcs):/.exec(from) ?? [];
  if (prefix !== undefined) return prefix as PhoneChannel;
  return messageSid.startsWith('MM') || Number(numMedia) > 0 ? 'mms' : 'sms';
}

function attachments(value: (name: string) => string): Attachment[] {
  const count = Math.min(Number(value('NumMedia')) || 0, 10);
  return Array.from({ length: count }, (_, i) => ({
    url: value(`MediaUrl${i}`),
    contentType: value(`MediaContentType${i}`),
  }));
}

function bodyOf({ body = '', isBase64Encoded }: HttpApiEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}
