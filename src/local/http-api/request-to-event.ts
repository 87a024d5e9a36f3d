import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { WebhookUrlSettings } from '../../runtime/webhook/webhook-url';
import { LOCAL_ACCOUNT } from '../assembly/physical-ids';

/** The scheme of the webhook's URL: `http` on this machine, `https` through a tunnel. */
export type Scheme = WebhookUrlSettings['scheme'];

/** The event of an HTTP API for a Lambda function, payload format version 2.0. */
export interface HttpApiEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Decoded. Values of a repeated name are joined by commas. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: '$default';
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** Content types that API Gateway passes on as text. Everything else, also a form, arrives as base64. */
const TEXT_CONTENT_TYPE = /^(text\/|application\/(json|xml|javascript)\b)/i;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Makes the event of a request as API Gateway would: the path decoded, the query as it was sent, header names in lower
 * case.
 * Source: Amazon API Gateway, "AWS Lambda proxy integrations for HTTP APIs", and captures of the real service.
 *
 * @param arrival the time at which the request came in, before its body was read
 * @param domain the domain of the API. By default the one that the client called
 */
export function httpApiEvent(request: IncomingMessage, body: Buffer, arrival: Date, domain?: string): HttpApiEvent {
  const url = splitUrl(request.url ?? '/');
  const headers = joinHeaders(request.rawHeaders);
  const domainName = domain ?? headers.host ?? '';
  const routeKey = `${request.method} ${url.path}`;
  const isBase64Encoded = body.length > 0 && !TEXT_CONTENT_TYPE.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey,
    rawPath: url.path,
    rawQueryString: url.query,
    headers,
    ...(url.query === '' ? {} : { queryStringParameters: joinQuery(url.query) }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method ?? '',
        path: url.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(arrival),
      timeEpoch: arrival.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded,
  };
}

/** Splits a request target into path and query. A path that is not valid percent-encoding is not decoded. */
export function splitUrl(target: string): { path: string; query: string } {
  const [, path, query] = /^([^?]*)\??(.*)$/s.exec(target)!;
  try {
    return { path: decodeURIComponent(path), query };
  } catch {
    return { path, query };
  }
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase();
    headers.set(name, headers.has(name) ? `${headers.get(name)},${rawHeaders[i + 1]}` : rawHeaders[i + 1]);
  }
  return Object.fromEntries(headers);
}

function joinQuery(query: string): Record<string, string> {
  const parameters = new URLSearchParams(`&${query}`); // a leading question mark belongs to the first name
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name).join(',')]));
}

function commonLogTime(date: Date): string {
  const [day, time] = date.toISOString().split(/[T.]/);
  const [year, month, dayOfMonth] = day.split('-');
  return `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
