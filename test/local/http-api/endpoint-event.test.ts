import { request as httpRequest } from 'node:http';
import { EndpointKind } from '../../../src/local/assembly/endpoint-kind';
import { endpointEvent } from '../../../src/local/http-api/endpoint-event';
import { httpApiEvent } from '../../../src/local/http-api/request-to-event';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { readBody } from '../../../src/local/server/read-body';
import { functionUrl, httpApi, restApi, type Front, type HttpEvent, type RequestToSend } from '../../support/events';

const ARRIVAL = new Date('2026-11-02T03:04:05.678Z');
const HEADERS = {
  'Host': 'sms.example.com',
  'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
  'User-Agent': 'TwilioProxy/1.1',
  'X-Twilio-Signature': 'made-up',
};

let server: LoopbackServer;
let kind: EndpointKind | undefined;
let seen: HttpEvent;

beforeAll(async () => {
  server = await listenOnLoopback(0, () => (request, response) => {
    void readBody(request, 1e6).then((body) => {
      seen = endpointEvent(kind, httpApiEvent(request, body!, ARRIVAL), request) as HttpEvent;
      response.end();
    });
  });
});
afterAll(async () => server.close());

/** Sends the request to a server of this machine, and returns the event for the given kind of endpoint. */
async function received(endpoint: EndpointKind | undefined, { url, body = '' }: RequestToSend): Promise<HttpEvent> {
  kind = endpoint;
  const path = url.replace(/^https:\/\/[^/]+/, '');
  await new Promise<void>((resolve, reject) => {
    httpRequest({ port: server.port, path, method: 'POST', headers: HEADERS, agent: false }, (response) =>
      response.resume().on('end', resolve)).on('error', reject).end(body);
  });
  return seen;
}

/** A REST API at its own address has the stage in its path, which the local URL has not. */
const restApiOnDomain: Front = (request) => restApi({ ...request, url: request.url.replace('.com/', '.com/prod/') });

const REQUESTS = [
  { name: 'a form', path: '/sms', body: 'Body=a+b&From=%2B12025550123' },
  { name: 'no body', path: '/sms', body: '' },
  { name: 'an encoded path', path: '/a%20b/%73ms', body: 'Body=hi' },
  { name: 'a query string', path: '/sms?b=1&a=x%20y&a=z+w&empty=&%C3%A9=%27', body: 'Body=hi' },
];

describe.each<{ endpoint: EndpointKind | undefined; front: Front }>([
  { endpoint: 'HTTP API', front: httpApi },
  { endpoint: undefined, front: httpApi },
  { endpoint: 'Function URL', front: functionUrl },
  { endpoint: 'REST API', front: restApiOnDomain },
])('the endpoint $endpoint', ({ endpoint, front }) => {
  test.each(REQUESTS)('has the shape that AWS gives to a request with $name', async ({ path, body }) => {
    const url = `https://sms.example.com${path}`;
    const sent = { url, body: body === '' ? undefined : body, headers: HEADERS, receivedAt: ARRIVAL.getTime() };
    const recorded = front(sent);
    const event = await received(endpoint, sent);

    expect(Object.keys(event).sort()).toEqual(Object.keys(recorded).sort());
    expect(Object.keys(event.requestContext).sort()).toEqual(Object.keys(recorded.requestContext).sort());
    for (const name of ['rawPath', 'rawQueryString', 'queryStringParameters', 'multiValueQueryStringParameters', 'path',
      'httpMethod', 'body', 'isBase64Encoded']) {
      if (endpoint === 'REST API' && name === 'path') continue; // it has the stage in the recorded event
      expect({ [name]: event[name] }).toEqual({ [name]: recorded[name] });
    }
    const { domainName, path: called, timeEpoch, requestTimeEpoch } = recorded.requestContext;
    const withoutStage = typeof called === 'string' ? called.replace(/^\/prod/, '') : called;
    expect(event.requestContext).toMatchObject(JSON.parse(JSON.stringify(
      { domainName, path: withoutStage, timeEpoch, requestTimeEpoch })));
    const [name, value] = endpoint === 'REST API'
      ? ['X-Twilio-Signature', recorded.multiValueHeaders]
      : ['x-twilio-signature', recorded.headers];
    expect((endpoint === 'REST API' ? event.multiValueHeaders : event.headers)).toMatchObject(
      { [name]: (value as Record<string, unknown>)[name] });
  });
});
