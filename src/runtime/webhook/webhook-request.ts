import { Rejection } from '../log/rejection';

/** The parts of an HTTP request that the gateway needs, from any front end. */
export interface WebhookRequest {
  /** The encoded form. */
  readonly body: string;
  /** Value of `X-Twilio-Signature`. */
  readonly signature: string | undefined;
  /** Value of `X-Twilio-Webhooks-Signature-Settings`. */
  readonly signatureSettings: string | undefined;
  /** When the front end received the request, in milliseconds since 1970. */
  readonly receivedAt: number | undefined;
}

/** A larger body is rejected before it is decoded. Twilio's webhooks have a few kilobytes. */
export const MAX_BODY_BYTES = 64 * 1024;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads the event of an HTTP API (payload 2.0), a function URL or a REST API (Lambda proxy).
 *
 * @throws Rejection 400, 405, 413 or 415 for what is not a form POST of bounded size
 */
export function readRequest(event: unknown): WebhookRequest {
  const { httpMethod, headers, multiValueHeaders, body, isBase64Encoded, requestContext } = record(event);
  const context = record(requestContext);
  const method = httpMethod ?? record(context.http).method;
  if (typeof method !== 'string') {
    throw new Rejection(400, 'not_a_webhook', 'the event is not from API Gateway or a function URL');
  }
  if (method.toUpperCase() !== 'POST') {
    throw new Rejection(405, 'not_a_webhook', 'the method is not POST: set the webhook to HTTP POST in Twilio');
  }
  const header = headerReader(record(headers), record(multiValueHeaders));
  const contentType = header('content-type')?.split(';', 1)[0].trim().toLowerCase();
  if (contentType !== 'application/x-www-form-urlencoded') {
    throw new Rejection(415, 'not_a_webhook', 'the content type is not application/x-www-form-urlencoded');
  }
  return {
    body: decodeBody(body, isBase64Encoded === true),
    signature: header('x-twilio-signature')?.trim(),
    signatureSettings: header('x-twilio-webhooks-signature-settings'),
    receivedAt: [context.timeEpoch, context.requestTimeEpoch].find(isFinite),
  };
}

function isFinite(time: unknown): time is number {
  return Number.isFinite(time);
}

function decodeBody(body: unknown, isBase64: boolean): string {
  if (body === undefined || body === null) {
    return '';
  }
  if (typeof body !== 'string') {
    throw new Rejection(400, 'not_a_webhook', 'the body is not text');
  }
  const size = isBase64 ? Math.floor(body.length / 4) * 3 - 2 : Buffer.byteLength(body);
  if (size > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  if (!isBase64) {
    return body;
  }
  if (!BASE64.test(body)) {
    throw new Rejection(400, 'not_a_webhook', 'the body is not valid base64');
  }
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  return bytes.toString('utf8');
}

function tooLarge(): Rejection {
  return new Rejection(413, 'too_large', `the body is larger than ${MAX_BODY_BYTES} bytes`);
}

/** Ignores the case of names. Several values are joined, which is never a valid signature. */
function headerReader(
  single: Record<string, unknown>,
  multiple: Record<string, unknown>,
): (name: string) => string | undefined {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(single)) {
    if (typeof value === 'string') {
      headers.set(name.toLowerCase(), value);
    }
  }
  for (const [name, values] of Object.entries(multiple)) {
    if (Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string')) {
      headers.set(name.toLowerCase(), values.join(','));
    }
  }
  return (name) => headers.get(name);
}

/** The value, or an empty record if it has no fields. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}
