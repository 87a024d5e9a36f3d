import { IncomingMessage } from 'node:http';
import { isLocalHost, PageAccess, pageLink } from '../../../src/local/page-server/page-access';

const access = new PageAccess();

function request(key: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  return { headers: { ...headers, ...(key !== undefined && { 'x-page-key': key }) } } as unknown as IncomingMessage;
}

test.each([
  { name: 'a request with the key', given: request(access.key), isAllowed: true },
  { name: 'a request without key', given: request(undefined), isAllowed: false },
  { name: 'a wrong key', given: request('wrong'), isAllowed: false },
  { name: 'an empty key', given: request(''), isAllowed: false },
  { name: 'the key in a cookie', given: request(undefined, { cookie: `x-page-key=${access.key}` }), isAllowed: false },
  { name: 'another run', given: request(new PageAccess().key), isAllowed: false },
])('the answer to $name is $isAllowed', ({ given, isAllowed }) => {
  expect(access.allows(given)).toBe(isAllowed);
  expect(access.enter(given)).toBe(isAllowed ? access.key : undefined);
});

test('a browser sends no server the key of the link', () => {
  const link = new URL(pageLink('http://127.0.0.1:4680', 'secret'));

  expect([link.pathname, link.search, link.hash]).toEqual(['/', '', '#key=secret']);
});

test('a single-use key enters once, unless a newer one replaced it', () => {
  const [first, second] = [access.newSingleUseKey(), access.newSingleUseKey()];

  expect([first, second, second].map((key) => access.enter(request(key)))).toEqual([undefined, access.key, undefined]);
});

test('a single-use key does not open the API itself', () => {
  expect(access.allows(request(access.newSingleUseKey()))).toBe(false);
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
