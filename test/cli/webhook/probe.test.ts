import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { probeForged, probeSigned } from '../../../src/cli/webhook/probe';
import { canonicalParameters, isValidSignature } from '../../../src/runtime/webhook/signature';
import { ACCOUNT_SID, AUTH_TOKEN, SHARED_KEY } from '../../support/messages';

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

const SIGNER = { accountSid: ACCOUNT_SID, key: AUTH_TOKEN };
const signed = async () => probeSigned(`${url}#rc=2`, SIGNER);

test('a probe is signed as Twilio signs, and marked', async () => {
  const verdicts: boolean[] = [];
  listener = (request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const parameters = [...new URLSearchParams(Buffer.concat(chunks).toString())];
        const signature = request.headers['x-twilio-signature'] as string;
        const { href } = new URL(request.url!, url);
        verdicts.push(
          isValidSignature({
            secret: AUTH_TOKEN,
            signature,
            url: href,
            signedParameters: canonicalParameters(parameters),
          }),
        );
        expect(Object.fromEntries(parameters)).toMatchObject({ GatewayProbe: '1', AccountSid: ACCOUNT_SID });
        response.writeHead(verdicts.at(-1) ? 200 : 403).end(verdicts.at(-1) ? '<Response/>' : '');
      });
  };

  expect(await signed()).toEqual({ hasPassed: true, status: 200, text: expect.stringMatching(/^is accepted \(200, \d+ ms\)$/) });
  expect(await probeForged(url, SIGNER)).toEqual({ hasPassed: true, status: 403, text: 'is rejected (403)' });
  expect(verdicts).toEqual([true, false]);
});

test('a probe for a gateway with a SharedKey is signed with it, and the forged one with another of the same id', async () => {
  const key = SHARED_KEY;
  const verdicts: Array<readonly [header: unknown, isValid: boolean]> = [];
  listener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const { href } = new URL(request.url!, url);
      const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      const signature = request.headers['x-twilio-signature'] as string;
      const isValid = validateRequest(key.sharedKey, signature, href, parameters, 'HMAC_SHA256');
      verdicts.push([request.headers['x-twilio-webhooks-signature-settings'], isValid]);
      response.writeHead(isValid ? 200 : 403).end(isValid ? '<Response/>' : '');
    });
  };

  expect(await probeSigned(url, { accountSid: ACCOUNT_SID, key })).toMatchObject({ hasPassed: true });
  expect(await probeForged(url, { accountSid: ACCOUNT_SID, key })).toMatchObject({ hasPassed: true, text: 'is rejected (403)' });
  const header = `key=${SHARED_KEY.sharedKeyId},algorithm=HMAC_SHA256`;
  expect(verdicts).toEqual([[header, true], [header, false]]);
});

test.each([
  { status: 200, text: 'hello', reason: /^is answered with 200: no gateway answers here.*Check the URL\.$/ },
  { status: 301, text: '', reason: /it redirects, and a redirect loses the signature\. Use the URL/ },
  { status: 403, text: '', reason: /primary one of this account/ },
  { status: 404, text: '', reason: /there is no webhook at this URL\. Check the path\.$/ },
  { status: 503, text: '', reason: /no usable auth token/ },
  { status: 500, text: '', reason: /Look at the function's log/ },
])('the answer $status "$text" is explained, with what to do', async ({ status, text, reason }) => {
  answer(status, text, status === 301 ? { location: 'https://example.com/' } : {});

  expect(await signed()).toEqual({ hasPassed: false, status, text: expect.stringMatching(reason) });
});

test.each([
  { status: 200, reason: /accepts unsigned messages\.$/ },
  { status: 404, reason: /instead of 403: there is no webhook/ },
])('a forged message that is answered with $status is a problem', async ({ status, reason }) => {
  answer(status);

  expect(await probeForged(`${url}?a=b`, SIGNER)).toEqual({
    hasPassed: false,
    status,
    text: expect.stringMatching(reason),
  });
});

test('a connection that breaks is a problem, and no crash', async () => {
  listener = (request) => request.socket.destroy();

  expect(await signed()).toEqual({
    hasPassed: false,
    text: expect.stringMatching(/^127\.0\.0\.1:\d+ could not be reached \(\w+\)\.$/),
  });
});
