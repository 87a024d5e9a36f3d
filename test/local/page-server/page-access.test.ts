import { IncomingMessage } from 'node:http';
import { isLocalHost, PageAccess } from '../../../src/local/page-server/page-access';

const HOST = '127.0.0.1:4680';
const ORIGIN = `http://${HOST}`;
const access = new PageAccess();

function request(method: string, headers: Record<string, string | undefined>): IncomingMessage {
  return { method, headers: { host: HOST, ...headers }, socket: { localPort: 4680 } } as unknown as IncomingMessage;
}

const cookie = access.cookie(request('GET', {})).split(';')[0];

test('the cookie is out of reach for scripts and other sites', () => {
  expect(access.cookie(request('GET', {}))).toBe(`twilio-sms-gateway-4680=${access.key}; Path=/; HttpOnly; SameSite=Strict`);
});

test.each<[name: string, method: string, headers: Record<string, string | undefined>, isAllowed: boolean]>([
  ['the page', 'POST', { cookie, origin: ORIGIN }, true],
  ['the page, beside other cookies', 'POST', { cookie: `a=b; ${cookie}; c=d`, origin: ORIGIN }, true],
  ['the page reading', 'GET', { 'cookie': cookie, 'sec-fetch-site': 'same-origin' }, true],
  ['a POST without origin', 'POST', { cookie }, false],
  ['another site', 'POST', { cookie, origin: 'https://example.com' }, false],
  ['another port', 'POST', { cookie, origin: 'http://127.0.0.1:3000' }, false],
  ['a sandboxed frame', 'POST', { cookie, origin: 'null' }, false],
  ['another site reading', 'GET', { 'cookie': cookie, 'sec-fetch-site': 'cross-site' }, false],
  ['no cookie', 'POST', { origin: ORIGIN }, false],
  ['a wrong key', 'POST', { cookie: 'twilio-sms-gateway-4680=wrong', origin: ORIGIN }, false],
  ['the key under another name', 'POST', { cookie: `other=${access.key}`, origin: ORIGIN }, false],
])('%s', (_, method, headers, isAllowed) => {
  expect(access.allows(request(method, headers))).toBe(isAllowed);
});

test('every run has another key', () => {
  expect(new PageAccess().key).not.toBe(access.key);
  expect([access.key, access.key, '', 'wrong'].map((key) => access.admits(key))).toEqual([true, true, false, false]);
});

test('a single-use key admits once, and only as long as it is the latest', () => {
  const [first, second] = [access.newSingleUseKey(), access.newSingleUseKey()];

  expect([first, second, second].map((key) => access.admits(key))).toEqual([false, true, false]);
});

test.each([
  ['127.0.0.1:4680', 4680, true],
  ['localhost:4680', 4680, true],
  ['[::1]:4680', 4680, true],
  ['localhost', 80, true],
  ['localhost', 4680, false],
  ['127.0.0.1:4681', 4680, false],
  ['evil.example:4680', 4680, false],
  ['127.0.0.1.evil.example:4680', 4680, false],
  [undefined, 4680, false],
])('the host %s on port %d is local: %s', (host, port, isLocal) => {
  expect(isLocalHost(host, port)).toBe(isLocal);
});
