import { IncomingMessage } from 'node:http';
import { HttpApiEvent } from './request-to-event';
import type { EndpointKind } from '../assembly/endpoint-kind';

/** The parts of a request that the event of an HTTP API does not show. */
export type RawRequest = Pick<IncomingMessage, 'url' | 'rawHeaders'>;

/** Name of the stage of a REST API. The local URL has none, as the URL of a custom domain. */
const STAGE = 'prod';

/**
 * The event that the gateway's own endpoint would hand to the function.
 *
 * - HTTP API: as it is made from the request.
 * - Function URL: the same, but the path stays encoded.
 * - REST API: header names as they were sent, the body as text, and of the query only decoded maps.
 *
 * Source: AWS, "Lambda proxy integrations in API Gateway", "Invoking Lambda function URLs", and captures of both.
 *
 * @param kind an HTTP API if it is unknown
 * @param raw the request. By default the event tells path and headers
 */
export function endpointEvent(kind: EndpointKind | undefined, event: HttpApiEvent, raw?: RawRequest): object {
  const path = /^[^?]*/.exec(raw?.url ?? event.rawPath)![0];
  if (kind === 'REST API') return restApiEvent(event, path, raw?.rawHeaders ?? Object.entries(event.headers).flat());
  if (kind !== 'Function URL') return event;
  const requestContext = { ...event.requestContext, routeKey: '$default' };
  return { ...event, routeKey: '$default', rawPath: path, requestContext };
}

function restApiEvent(event: HttpApiEvent, path: string, rawHeaders: readonly string[]): object {
  const { requestContext, rawQueryString, body = '', isBase64Encoded } = event;
  const { http, accountId, apiId, domainName, domainPrefix } = requestContext;
  const { method, protocol, sourceIp, userAgent } = http;
  const headers = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]] as const] : []));
  const query = [...new URLSearchParams(`&${rawQueryString}`)];
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: valuesByName(headers),
    queryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.length === 0 ? null : valuesByName(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'local',
      resourcePath: path,
      httpMethod: method,
      extendedRequestId: requestContext.requestId,
      requestTime: requestContext.time,
      path,
      accountId,
      protocol,
      stage: STAGE,
      domainPrefix,
      requestTimeEpoch: requestContext.timeEpoch,
      requestId: requestContext.requestId,
      identity: { sourceIp, userAgent },
      domainName,
      apiId,
    },
    body: text === '' ? null : text,
    isBase64Encoded: false,
  };
}

function valuesByName(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string[]> {
  return Object.fromEntries(pairs.map(([name]) =>
    [name, pairs.filter((pair) => pair[0] === name).map(([, value]) => value)]));
}
