import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { probeForged, probeSigned } from '../../../src/cli/webhook/probe';
import { canonicalParameters, isValidSignature } from '../../../src/runtime/webhook/signature';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

let server: Server;
let url: string;
let listener: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(status: number, text = '', headers = {}): void {
  listener = (_, response) => response.writeHead(status, headers).end(text);
}

const signed = async () => probeSigned(`${url}#rc=2`, { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });

test('is signed as Twilio signs, and marked as a probe', async () => {
  const verdicts: boolean[] = [];
  listener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const parameters = [...new URLSearchParams(Buffer.concat(chunks).toString())];
      const signature = request.headers['x-twilio-signature'] as string;
      const { href } = new URL(request.url!, url);
      verdicts.push(isValidSignature({ authToken: AUTH_TOKEN, signature, url: href, signedParameters: canonicalParameters(parameters) }));
      expect(Object.fromEntries(parameters)).toMatchObject({ GatewayProbe: '1', AccountSid: ACCOUNT_SID });
      response.writeHead(verdicts.at(-1) ? 200 : 403).end(verdicts.at(-1) ? '<Response/>' : '');
    });
  };

  expect(await signed()).toEqual({ isRight: true, text: expect.stringMatching(/^gets through \(200, \d+ ms\)$/) });
  expect(await probeForged(url, ACCOUNT_SID)).toEqual({ isRight: true, text: 'is rejected (403)' });
  expect(verdicts).toEqual([true, false]);
});

test.each<[status: number, text: string, reason: RegExp]>([
  [200, 'hello', /^is answered with 200: this is no gateway/],
  [301, '', /it redirects, which loses the signature/],
  [403, '', /primary one of this account/],
  [404, '', /there is no webhook at this URL/],
  [503, '', /no usable auth token/],
  [500, '', /Look at the function's log/],
])('%d "%s" is explained', async (status, text, reason) => {
  answer(status, text, status === 301 ? { location: 'https://example.com/' } : {});

  expect(await signed()).toEqual({ isRight: false, text: expect.stringMatching(reason) });
});

test.each([[200, /lets anybody in/], [404, /instead of 403: there is no webhook/]])('a forged one that is answered with %d is a finding', async (status, reason) => {
  answer(status);

  expect(await probeForged(`${url}?a=b`, ACCOUNT_SID)).toEqual({ isRight: false, text: expect.stringMatching(reason) });
});

test('a connection that breaks is a finding, no crash', async () => {
  listener = (request) => request.socket.destroy();

  expect(await signed()).toEqual({ isRight: false, text: expect.stringMatching(/^127\.0\.0\.1:\d+ could not be reached \(\w+\)\.$/) });
});
