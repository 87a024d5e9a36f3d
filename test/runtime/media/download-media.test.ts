import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { downloadMedia, fromMediaCredentials, type MediaCredentials } from '../../../src/runtime/media/download-media';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID } from '../../support/messages';

const MEDIA_PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'1'.repeat(32)}/Media/ME${'2'.repeat(32)}`;
const URL_OF_MEDIA = `https://api.twilio.com${MEDIA_PATH}`;
const CDN = 'https://mms.twiliocdn.com/a/b?Expires=1&Signature=x';
const CREDENTIALS = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const photo: Answer = (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('photo');
const redirectTo = (location: string, status = 307): Answer => (response) => response.writeHead(
  status,
  { location },
).end('moved');

/** A real server that plays every host of the Internet; the URLs that are asked for stay what they are. */
let server: Server;
let asked: Array<{ url: string; authorization: string | undefined; method: string | undefined }>;
let answers: Record<string, Answer>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = `https://${request.headers['x-host']}${request.url}`;
    asked.push({ url, authorization: request.headers.authorization, method: request.method });
    (answers[url] ?? ((other) => other.writeHead(404).end()))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = [];
  answers = {};
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Only the transport is another one. */
const overLoopback: typeof fetch = async (input, init) => {
  const { protocol, host, pathname, search } = new URL(String(input));
  expect(protocol).toBe('https:');
  const headers = { ...init?.headers as Record<string, string>, 'x-host': host };
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}${search}`, { ...init, headers });
};
const download = (
  url = URL_OF_MEDIA,
  options: { maxBytes?: number; signal?: AbortSignal } = {},
  credentials: MediaCredentials = CREDENTIALS,
  region?: string,
) =>
  downloadMedia({ url }, fromMediaCredentials(credentials), options, overLoopback, false, region);

test('an attachment is downloaded with the auth token of the account', async () => {
  answers[URL_OF_MEDIA] = photo;

  expect(await download()).toEqual({ contentType: 'image/png', bytes: Buffer.from('photo') });
  expect(asked).toEqual([{ url: URL_OF_MEDIA, authorization: basic(ACCOUNT_SID, AUTH_TOKEN), method: 'GET' }]);
});

test('an attachment is downloaded with an API key', async () => {
  answers[URL_OF_MEDIA] = photo;
  await download(URL_OF_MEDIA, {}, { accountSid: ACCOUNT_SID, apiKeySid: 'SK1', apiKeySecret: 'secret' });

  expect(asked[0].authorization).toBe(basic('SK1', 'secret'));
});

test.each([
  301, 302, 303, 307, 308,
].map((status) => ({ status })))('a redirect with $status is followed without the credentials', async ({ status }) => {
  answers[URL_OF_MEDIA] = redirectTo(CDN, status);
  answers[CDN] = photo;

  expect((await download()).bytes).toEqual(Buffer.from('photo'));
  const calls = asked.map(({ url, authorization }) => [url, authorization === undefined]);
  expect(calls).toEqual([[URL_OF_MEDIA, false], [CDN, true]]);
});

test.each([
  'https://media.twiliocdn.com/a', 'https://s3-external-1.amazonaws.com/media.twiliocdn.com/a',
  'https://media.twiliocdn.com.s3-external-1.amazonaws.com/a', `${URL_OF_MEDIA}x`, '/relative',
].map((location) => ({ location })))('the redirect to $location gets no credentials', async ({ location }) => {
  answers[URL_OF_MEDIA] = redirectTo(location);
  answers[new URL(location, URL_OF_MEDIA).href] = photo;
  await download();

  expect(asked[1].authorization).toBeUndefined();
});

test.each([
  'http://mms.twiliocdn.com/a', 'https://example.com/a', 'https://twilio.com.example.com/a', 'https://eviltwilio.com/a',
  'https://mms.twiliocdn.com:8443/a', 'https://169.254.169.254/latest/meta-data', 'https://localhost/a',
  'https://my-bucket.s3.amazonaws.com/a', 'https://twilio.com@example.com/', 'file:///etc/passwd',
].map((location) => ({ location })))('a redirect to $location is not followed', async ({ location }) => {
  answers[URL_OF_MEDIA] = redirectTo(location);

  await expect(download()).rejects.toThrow('not one of its media stores');
  expect(asked).toHaveLength(1);
});

test('the number of redirects is limited', async () => {
  answers[URL_OF_MEDIA] = redirectTo(CDN);
  answers[CDN] = redirectTo(CDN);

  await expect(download()).rejects.toThrow('Twilio answered 307 instead of the attachment');
  expect(asked).toHaveLength(4);
});

test.each([
  URL_OF_MEDIA.replace('https', 'http'),
  URL_OF_MEDIA.replace('api.twilio.com', 'api.twilio.com.example.com'),
  URL_OF_MEDIA.replace('api.twilio.com', 'api.twilio.com@example.com'),
  URL_OF_MEDIA.replace('api.twilio.com', 'user:password@api.twilio.com'),
  URL_OF_MEDIA.replace('api.twilio.com', 'api.twilio.com:8443'),
  URL_OF_MEDIA.replace('api.twilio.com', 'example.com'),
  URL_OF_MEDIA.replace('api.twilio.com', 'API.twilio.com.'),
  URL_OF_MEDIA.replace(ACCOUNT_SID, OTHER_ACCOUNT_SID),
  `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`,
  `${URL_OF_MEDIA}/../../../../Messages.json`,
  `${URL_OF_MEDIA}?x=y`,
  `${URL_OF_MEDIA}.json`,
  `${URL_OF_MEDIA}\n`,
  ` ${URL_OF_MEDIA}`,
  'https://mms.twiliocdn.com/a',
  '',
].map((url) => ({ url })))('no request is sent for $url', async ({ url }) => {
  await expect(download(url)).rejects.toThrow('is not an attachment of this account at https://api.twilio.com');
  expect(asked).toEqual([]);
});

describe('in the region ie1', () => {
  const inDublin = async (url: string) => download(url, {}, CREDENTIALS, 'dublin.ie1');
  const ofHost = (host: string) => URL_OF_MEDIA.replace('api.twilio.com', host);

  test('an attachment is downloaded from the host of the region', async () => {
    const url = ofHost('api.dublin.ie1.twilio.com');
    answers[url] = photo;

    expect(await inDublin(url)).toEqual({ contentType: 'image/png', bytes: Buffer.from('photo') });
    expect(asked).toEqual([{ url, authorization: basic(ACCOUNT_SID, AUTH_TOKEN), method: 'GET' }]);
  });

  test.each([
    'api.twilio.com', 'api.sydney.au1.twilio.com', 'api.ie1.twilio.com', 'api.dublin.ie1.twilio.com.example.com',
    'api.dublin.ie1.twilio.com:8443', 'apiXdublin.ie1.twilio.com', 'messaging.dublin.ie1.twilio.com',
    'x@api.dublin.ie1.twilio.com',
  ].map((host) => ({ host })))('no credentials are sent to $host', async ({ host }) => {
    await expect(inDublin(ofHost(host))).rejects
      .toThrow('is not an attachment of this account at https://api.dublin.ie1.twilio.com');
    expect(asked).toEqual([]);
  });

  test('an attachment of ie1 gets no credentials of us1', async () => {
    await expect(download(ofHost('api.dublin.ie1.twilio.com'))).rejects.toThrow('at https://api.twilio.com');
    expect(asked).toEqual([]);
  });

  test('a malformed region gets no credentials', async () => {
    await expect(download(URL_OF_MEDIA, {}, CREDENTIALS, 'evil.example/x')).rejects.toThrow('not an edge and a region');
    expect(asked).toEqual([]);
  });
});

test.each([
  401, 403, 404, 500,
].map((status) => ({ status })))('a status of $status is an error that names no credentials', async ({ status }) => {
  answers[URL_OF_MEDIA] = (response) => response.writeHead(status).end(AUTH_TOKEN);

  await expect(download()).rejects.toThrow(new Error(`Twilio answered ${status} instead of the attachment`));
});

describe('under the local gateway', () => {
  const LOCAL = `http://127.0.0.1:4680/media/ME${'2'.repeat(32)}`;
  const locally = async (url: string, options = {}) => {
    const sent: Array<[unknown, RequestInit | undefined]> = [];
    const send: typeof fetch = async (input, init) => {
      sent.push([input, init]);
      return new Response('photo', { headers: { 'content-type': 'image/png' } });
    };
    return { media: await downloadMedia({ url }, fromMediaCredentials(CREDENTIALS), options, send, true), sent };
  };

  test('an attachment of its page is downloaded without credentials', async () => {
    const { media, sent } = await locally(LOCAL);

    expect(media).toEqual({ contentType: 'image/png', bytes: Buffer.from('photo') });
    expect(sent).toEqual([[LOCAL, { redirect: 'manual', signal: expect.any(AbortSignal) }]]);
    await expect(locally(LOCAL, { maxBytes: 4 })).rejects.toThrow('larger than 4 bytes');
  });

  test.each([
    LOCAL.replace('http', 'https'), LOCAL.replace('127.0.0.1', 'example.com'), `${LOCAL}/x`,
    LOCAL.replace('/media/', '/api/'),
  ].map((url) => ({ url })))('the URL $url is not downloaded', async ({ url }) => {
    await expect(locally(url)).rejects.toThrow('https://api.twilio.com');
  });

  test('its attachments are not downloaded elsewhere', async () => {
    await expect(download(LOCAL)).rejects.toThrow('https://api.twilio.com');
    expect(asked).toEqual([]);
  });
});

describe('the size of an attachment', () => {
  test('may be exactly the limit', async () => {
    answers[URL_OF_MEDIA] = (response) => response.end('x'.repeat(1000));

    expect((await download(URL_OF_MEDIA, { maxBytes: 1000 })).bytes).toHaveLength(1000);
  });

  test('ends an endless download while it arrives', async () => {
    const closed = new Promise<void>((resolve) => {
      answers[URL_OF_MEDIA] = (response) => {
        const timer = setInterval(() => response.write('x'.repeat(400)), 1);
        response.on('close', () => {
          clearInterval(timer);
          resolve();
        });
      };
    });

    await expect(download(URL_OF_MEDIA, { maxBytes: 1000 })).rejects.toThrow('larger than 1000 bytes');
    await closed;
  });

  test('is limited to 16 MiB by default', async () => {
    answers[URL_OF_MEDIA] = (response) => response.end(Buffer.alloc(16 * 1024 * 1024 + 1));

    await expect(download()).rejects.toThrow('larger than 16777216 bytes');
  });
});

test.each<{ readonly name: string; readonly answer: Answer }>([
  { name: 'never answers', answer: () => undefined },
  { name: 'never ends its answer', answer: (response) => response.writeHead(200).write('x') },
])('the signal ends a download from a server that $name', async ({ answer }) => {
  answers[URL_OF_MEDIA] = answer;

  await expect(download(URL_OF_MEDIA, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
});

test('a response without a body is an empty attachment', async () => {
  const credentials = fromMediaCredentials(CREDENTIALS);
  expect(await downloadMedia({ url: URL_OF_MEDIA }, credentials, {}, async () => new Response(null))).toEqual({
    contentType: '',
    bytes: new Uint8Array(),
  });
});

test('a redirect without a location is an error', async () => {
  answers[URL_OF_MEDIA] = (response) => response.writeHead(307).end();

  await expect(download()).rejects.toThrow('Twilio answered 307 instead of the attachment');
  expect(asked.slice(1).every(({ authorization }) => authorization === undefined)).toBe(true);
});
