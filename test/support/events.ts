import { AUTH_TOKEN } from './messages';
import { encodeForm, type Form, sign } from './signer';

/**
 * Makers of the events that AWS's front ends hand to a Lambda function, faithful to what was recorded of them (see
 * test/events/README.md): which of them decode the path, keep the query, lower the case of headers, encode the body.
 */
export interface RequestToSend {
  /** As the client calls it; what is sent is it without the fragment. */
  readonly url: string;
  readonly form?: Form;
  /** Instead of `form`. */
  readonly body?: string | Buffer;
  /** Added to, or instead of, what Twilio sends; `undefined` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly method?: string;
  /** Milliseconds since 1970. */
  readonly receivedAt?: number;
}

export type HttpEvent = Record<string, unknown> & {
  body?: unknown;
  isBase64Encoded?: boolean;
  requestContext: Record<string, unknown>;
};

/** Makes an event of a request. */
export type Front = (request: RequestToSend) => HttpEvent;

/** HTTP API, payload 2.0: decoded path, verbatim query, lower-case headers, forms in base64. */
export const httpApi: Front = (request) => payload2(request, {
  decodesPath: true,
  isText: (contentType) => /^(text\/.*|application\/(json|xml|javascript))$/.test(contentType),
});

/** Function URL: verbatim path and query, otherwise as an HTTP API. */
export const functionUrl: Front = (request) => payload2(request, {
  decodesPath: false,
  isText: (contentType) => /^(text\/.*|application\/(json|xml|javascript))$/.test(contentType),
});

/** A front end that hands the body over as it came. */
export const plainBody: Front = (request) => payload2(request, { decodesPath: true, isText: () => true });

/** REST API, Lambda proxy: the first segment of the path is the stage; of the query only decoded maps are left. */
export const restApi: Front = (request) => {
  const { url, path, query, body, headers, method, receivedAt } = parts(request);
  const [, stage, resource] = /^\/([^/]*)(.*)$/s.exec(path)!;
  const multiValueHeaders = Object.fromEntries(headers.map(([name, values]) => [name, values]));
  const pairs = query === undefined ? [] : [...new URLSearchParams('&' + query)];
  const names = [...new Set(pairs.map(([name]) => name))];
  const multiValueQueryStringParameters = Object.fromEntries(
    names.map((name) => [name, pairs.filter((pair) => pair[0] === name).map(([, value]) => value)]));
  return {
    resource: '/sms',
    path: resource,
    httpMethod: method,
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders,
    queryStringParameters: pairs.length === 0 ? null : Object.fromEntries(pairs),
    multiValueQueryStringParameters: pairs.length === 0 ? null : multiValueQueryStringParameters,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'abc123',
      resourcePath: '/sms',
      httpMethod: method,
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      requestTime: new Date(receivedAt).toUTCString(),
      path,
      accountId: '123456789012',
      protocol: 'HTTP/1.1',
      stage,
      domainPrefix: url.hostname.split('.')[0],
      requestTimeEpoch: receivedAt,
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      identity: { sourceIp: '54.172.60.1', userAgent: 'TwilioProxy/1.1' },
      domainName: url.hostname,
      apiId: 'a1b2c3d4e5',
    },
    body: body === undefined ? null : body.toString('utf8'),
    isBase64Encoded: false,
  };
};

/** All front ends, for truth tables. */
export const FRONTS: ReadonlyArray<{ readonly name: string; readonly front: Front }> = [
  { name: 'an HTTP API', front: httpApi },
  { name: 'a REST API', front: restApi },
  { name: 'a function URL', front: functionUrl },
  { name: 'a front end that leaves bodies plain', front: plainBody },
];

/** The same request with the signature that Twilio would give it. */
export function signed(request: RequestToSend, authToken = AUTH_TOKEN): RequestToSend {
  const signature = sign(authToken, request.url, request.form ?? []);
  return { ...request, headers: { ...request.headers, 'X-Twilio-Signature': signature } };
}

/** Lambda's context, as far as the gateway looks at it. */
export function lambdaContext(remainingTimeInMillis = 15_000) {
  return {
    awsRequestId: '9f3c2a10-0000-4000-8000-000000000001',
    getRemainingTimeInMillis: () => remainingTimeInMillis,
  };
}

function payload2(
  request: RequestToSend,
  how: { decodesPath: boolean; isText: (contentType: string) => boolean },
): HttpEvent {
  const { url, path, query, body, headers, method, receivedAt } = parts(request);
  const joined = Object.fromEntries(headers.map(([name, values]) => [name.toLowerCase(), values.join(',')]));
  const pairs = query === undefined ? [] : [...new URLSearchParams('&' + query)];
  const decodedPath = decodePath(path);
  const isText = how.isText((joined['content-type'] ?? '').split(';')[0]);
  return {
    version: '2.0',
    routeKey: 'POST /sms',
    rawPath: how.decodesPath ? decodedPath : path,
    rawQueryString: query ?? '',
    headers: joined,
    ...(pairs.length === 0 ? {} : {
      queryStringParameters: Object.fromEntries(pairs.map(([name]) => [
        name,
        pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]).join(','),
      ])),
    }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: url.host,
      domainPrefix: url.hostname.split('.')[0],
      http: { method, path: decodedPath, protocol: 'HTTP/1.1', sourceIp: '54.172.60.1', userAgent: 'TwilioProxy/1.1' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /sms',
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: receivedAt,
    },
    ...(body === undefined ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body !== undefined && !isText,
  };
}

/** The request as Twilio sends it: what `new URL` would normalize is taken from the text. */
function parts(request: RequestToSend) {
  const target = /^https?:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/.exec(request.url)!;
  const url = new URL(request.url);
  const sent: Record<string, string | readonly string[] | undefined> = {
    'Accept': '*/*',
    'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'Host': url.host,
    'I-Twilio-Idempotency-Token': '5b2b6b3e-0000-4000-8000-000000000002',
    'User-Agent': 'TwilioProxy/1.1',
    'X-Forwarded-For': '54.172.60.1',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
    ...request.headers,
  };
  const headers = Object.entries(sent).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? [value] : value] as const]);
  const text = request.body ?? (request.form && encodeForm(request.form));
  return {
    url,
    path: target[1] || '/',
    query: target[2] as string | undefined,
    body: text === undefined ? undefined : Buffer.from(text),
    headers,
    method: request.method ?? 'POST',
    receivedAt: request.receivedAt ?? Date.now(),
  };
}

/** A path that cannot be decoded stays unchanged. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
