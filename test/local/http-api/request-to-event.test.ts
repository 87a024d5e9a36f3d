import { request as httpRequest } from 'node:http';
import { HttpApiEvent, httpApiEvent, splitUrl } from '../../../src/local/http-api/request-to-event';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { readBody } from '../../../src/local/server/read-body';

const ARRIVAL = new Date('2026-11-02T03:04:05.678Z');

let server: LoopbackServer;
let seen: HttpApiEvent;

beforeAll(async () => {
  server = await listenOnLoopback(0, () => (request, response) => {
    void readBody(request, 1e6).then((body) => {
      seen = httpApiEvent(request, body!, ARRIVAL);
      response.end();
    });
  });
});

afterAll(async () => server.close());

async function send(path: string, headers: Record<string, string | string[]>, body = ''): Promise<HttpApiEvent> {
  await new Promise<void>((resolve, reject) => {
    httpRequest({ port: server.port, path, method: 'POST', headers, agent: false }, (response) =>
      response.resume().on('end', resolve),
    )
      .on('error', reject)
      .end(body);
  });
  return seen;
}

test('a request becomes an event of payload format 2.0', async () => {
  const event = await send(
    '/sms',
    { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'TwilioProxy/1.1', 'Host': 'sms.example.com' },
    'Body=a+b',
  );

  expect(event).toEqual({
    version: '2.0',
    routeKey: 'POST /sms',
    rawPath: '/sms',
    rawQueryString: '',
    headers: expect.objectContaining({
      'content-type': 'application/x-www-form-urlencoded',
      'host': 'sms.example.com',
    }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'sms.example.com',
      domainPrefix: 'sms',
      http: { method: 'POST', path: '/sms', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'TwilioProxy/1.1' },
      requestId: expect.any(String),
      routeKey: 'POST /sms',
      stage: '$default',
      time: '02/Nov/2026:03:04:05 +0000',
      timeEpoch: ARRIVAL.getTime(),
    },
    body: Buffer.from('Body=a+b').toString('base64'),
    isBase64Encoded: true,
  });
});

test('the event has the decoded path and the raw query', async () => {
  // The request and the event of a capture of the real service.
  const query =
    'repeat=one&repeat=two&redirect=https%3A%2F%2Fexample.com%2Fa%2Fb&literalPlus=a+b&encodedPlus=a%2Bb&empty=';
  const event = await send(`/capture/space%20value?${query}`, {});

  expect(event).toMatchObject({ rawPath: '/capture/space value', rawQueryString: query });
});

test('header names are in lower case, and repeated headers are joined', async () => {
  const event = await send('/', { 'X-Twice': ['first', 'second'] });

  expect(event.headers).toMatchObject({ 'x-twice': 'first,second' });
});

test.each([
  { contentType: 'application/x-www-form-urlencoded', isBase64Encoded: true },
  { contentType: 'image/png', isBase64Encoded: true },
  { contentType: undefined, isBase64Encoded: true },
  { contentType: 'text/plain; charset=utf-8', isBase64Encoded: false },
  { contentType: 'application/json', isBase64Encoded: false },
  { contentType: 'application/xml', isBase64Encoded: false },
])(
  'the answer to whether a body of the type $contentType is base64 is $isBase64Encoded',
  async ({ contentType, isBase64Encoded }) => {
    const event = await send('/', contentType === undefined ? {} : { 'content-type': contentType }, 'é');

    expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'w6k=' : 'é' });
  },
);

test('a request without a body becomes an event without one', async () => {
  const event = await send('/', {});

  expect(event.isBase64Encoded).toBe(false);
  expect(event).not.toHaveProperty('body');
});

test('a malformed path is not decoded', () => {
  expect(splitUrl('/pa2%Fth?a=%')).toEqual({ path: '/pa2%Fth', query: 'a=%' });
});
