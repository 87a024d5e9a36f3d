import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What the front end sends back to the caller. */
export interface HttpApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The part of a function's result that the front end looks at. */
interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/**
 * Makes the response of a function's result. A result without a status code is the body of a 200, as JSON.
 * Source: Amazon API Gateway, "AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0.
 */
export function httpApiResponse(result: unknown): HttpApiResponse {
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false }: ProxyResult = Object(result);
  if (statusCode === undefined) {
    const json = typeof result === 'string' ? result : JSON.stringify(result) ?? '';
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(json) };
  }
  const response = {
    status: Number(statusCode),
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: Buffer.from(String(body), isBase64Encoded ? 'base64' : 'utf8'),
  };
  return isValid(response) ? response : internalServerError();
}

/** What the caller of an HTTP API sees of a function that crashed, timed out or threw. */
export function internalServerError(): HttpApiResponse {
  return rejection(500, 'Internal Server Error');
}

/** An answer of the front end itself, in the form that API Gateway gives it. */
export function rejection(status: number, message: string): HttpApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ message })) };
}

function isValid({ status, headers }: HttpApiResponse): boolean {
  try {
    Object.entries(headers).forEach(([name, value]) => [value].flat().forEach((single) => {
      validateHeaderName(name);
      validateHeaderValue(name, single);
    }));
  } catch {
    return false;
  }
  return Number.isInteger(status) && status >= 200 && status <= 599;
}
