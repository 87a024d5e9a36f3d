import type { SignedRequest } from './signed-request';

/**
 * The event that an HTTP API makes of a request, as far as the gateway looks at it.
 * Source: Amazon API Gateway, "AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0.
 */
export function httpApiEvent({ url, method, headers, body }: SignedRequest): Record<string, unknown> {
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
