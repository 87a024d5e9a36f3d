import { basicAuthorization, type Credentials } from './credentials';

/** A request to Twilio's REST API. */
export interface RestRequest {
  readonly url: string;
  readonly credentials: Credentials;
  /** @default - POST with a `form` or `json`, else GET */
  readonly method?: 'DELETE';
  /** Parameters to send. */
  readonly form?: URLSearchParams;
  /** Content to send as JSON. */
  readonly json?: object;
  /** Lets Twilio carry out a repeated request once. A UUID of version 7. */
  readonly idempotencyKey?: string;
  /** Longest wait for the whole response, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request earlier. @default - only the time-out ends it */
  readonly signal?: AbortSignal;
}

/** Twilio's response, whether it accepts the request or rejects it. */
export interface RestResponse {
  readonly status: number;
  readonly isSuccess: boolean;
  /** The parsed JSON. `undefined` if the body is something else, such as the page of a proxy. */
  readonly content?: unknown;
  /** Twilio's error code, such as 20404. */
  readonly code?: number;
  /** The wait that Twilio asks for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * Sends one request to Twilio's REST API, without a retry. It uses `fetch` because Twilio's own client adds 4 MB.
 * Source: Twilio, "Twilio APIs: requests, responses, rate limits"; "Twilio's response: exceptions".
 *
 * @throws Error if no response arrives in time, or no connection can be made
 */
export async function sendRequest(request: RestRequest): Promise<RestResponse> {
  const { url, credentials, method, form, json, idempotencyKey, timeoutMs, signal } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method: method ?? ((form ?? json) === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: basicAuthorization(credentials),
      ...(json && { 'content-type': 'application/json' }),
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    },
    body: json ? JSON.stringify(json) : form,
    redirect: 'manual', // another host must see neither the credentials nor the message
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const content = parseJson(await response.text());
  const { code } = Object(content) as { readonly code?: unknown };
  return {
    status: response.status,
    isSuccess: response.ok,
    content,
    code: typeof code === 'number' ? code : undefined,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
  };
}

/** The header holds seconds or a date. Source: RFC 9110, "Retry-After". */
function parseRetryAfter(header: string | null): number | undefined {
  const milliseconds = Number(header ?? NaN) * 1000;
  const wait = Number.isNaN(milliseconds) ? Date.parse(header ?? '') - Date.now() : milliseconds;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
