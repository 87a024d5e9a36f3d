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
  expect(access.cookie(request('GET', {}))).toBe(
    `twilio-sms-gateway-4680=${access.key}; Path=/; HttpOnly; SameSite=Strict`,
  );
});

test.each<{ name: string; method: string; headers: Record<string, string | undefined>; isAllowed: boolean }>([
  { name: 'the page', method: 'POST', headers: { cookie, origin: ORIGIN }, isAllowed: true },
  {
    name: 'the page, beside other cookies',
    method: 'POST',
    headers: { cookie: `a=b; ${cookie}; c=d`, origin: ORIGIN },
    isAllowed: true,
  },
  {
    name: 'the page reading',
    method: 'GET',
    headers: { 'cookie': cookie, 'sec-fetch-site': 'same-origin' },
    isAllowed: true,
  },
  { name: 'a POST without origin', method: 'POST', headers: { cookie }, isAllowed: false },
  { name: 'another site', method: 'POST', headers: { cookie, origin: 'https://example.com' }, isAllowed: false },
  { name: 'another port', method: 'POST', headers: { cookie, origin: 'http://127.0.0.1:3000' }, isAllowed: false },
  { name: 'a sandboxed frame', method: 'POST', headers: { cookie, origin: 'null' }, isAllowed: false },
  {
    name: 'another site reading',
    method: 'GET',
    headers: { 'cookie': cookie, 'sec-fetch-site': 'cross-site' },
    isAllowed: false,
  },
  { name: 'no cookie', method: 'POST', headers: { origin: ORIGIN }, isAllowed: false },
  {
    name: 'a wrong key',
    method: 'POST',
    headers: { cookie: 'twilio-sms-gateway-4680=wrong', origin: ORIGIN },
    isAllowed: false,
  },
  {
    name: 'the key under another name',
    method: 'POST',
    headers: { cookie: `other=${access.key}`, origin: ORIGIN },
    isAllowed: false,
  },
])('the answer to $name is $isAllowed', ({ method, headers, isAllowed }) => {
  expect(access.allows(request(method, headers))).toBe(isAllowed);
});

test('every run has its own key', () => {
  expect(new PageAccess().key).not.toBe(access.key);
  expect([access.key, access.key, '', 'wrong'].map((key) => access.admits(key))).toEqual([true, true, false, false]);
});

test('a single-use key admits once, unless a newer one replaced it', () => {
  const [first, second] = [access.newSingleUseKey(), access.newSingleUseKey()];

  expect([first, second, second].map((key) => access.admits(key))).toEqual([false, true, false]);
});

test.each([
  { host: '127.0.0.1:4680', port: 4680, isLocal: true },
  { host: 'localhost:4680', port: 4680, isLocal: true },
  { host: '[::1]:4680', port: 4680, isLocal: true },
  { host: 'localhost', port: 80, isLocal: true },
  { host: 'localhost', port: 4680, isLocal: false },
  { host: '127.0.0.1:4681', port: 4680, isLocal: false },
  { host: 'evil.example:4680', port: 4680, isLocal: false },
  { host: '127.0.0.1.evil.example:4680', port: 4680, isLocal: false },
  { host: undefined, port: 4680, isLocal: false },
])('the host $host on port $port is local: $isLocal', ({ host, port, isLocal }) => {
  expect(isLocalHost(host, port)).toBe(isLocal);
});
