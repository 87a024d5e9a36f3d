import type { SignedRequest } from './signed-request';

/**
 * Turns a request into the event of an HTTP API, with the fields that the gateway reads.
 * Source: Amazon API Gateway, "AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0.
 */
export function requestEvent({ url, method, headers, body }: SignedRequest): Record<string, unknown> {
  const { host, pathname, search } = new URL(url);
  return {
    version: '2.0',
    rawPath: decodeURIComponent(pathname),
    rawQueryString: search.slice(1),
    headers,
    requestContext: { domainName: host, http: { method, path: pathname }, timeEpoch: Date.now() },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
