import { publicOrigin } from '../../../../src/cli/dev/input/public-url';

test.each([
  ['https://abc.ngrok-free.app', 'https://abc.ngrok-free.app'],
  ['https://abc.ngrok-free.app/', 'https://abc.ngrok-free.app'],
  ['HTTPS://ABC.Example.com:443/', 'https://abc.example.com'],
  ['https://abc.example.com:8443', 'https://abc.example.com:8443'],
])('%s is the address of a tunnel', (value, origin) => {
  expect(publicOrigin(value)).toBe(origin);
});

test.each([
  ['abc.ngrok-free.app', /is not a URL/],
  ['https://', /is not a URL/],
  ['https:abc.example.com', /is not a URL/],
  ['http://abc.example.com', /starts with http:/],
  ['ftp://abc.example.com', /starts with ftp:/],
  ['https://abc.example.com/sms', /has a path/],
  ['https://abc.example.com/?a=b', /has a query/],
  ['https://abc.example.com?', /has a query/],
  ['https://abc.example.com/#', /has a fragment/],
  ['https://localhost:4681', /names this machine/],
  ['https://127.0.0.1', /names this machine/],
  ['https://[::1]:4681', /names this machine/],
])('%s is rejected, with what to give instead', (value, flaw) => {
  expect(() => publicOrigin(value)).toThrow(flaw);
  expect(() => publicOrigin(value)).toThrow(/^--public-url .*\. Expected only the address of your tunnel, such as https:\/\/\S+: the webhook's path is appended\.$/);
});

test('credentials are rejected, and not repeated', () => {
  const rejected = () => publicOrigin('https://user:hunter2@abc.example.com');

  expect(rejected).toThrow(/has credentials/);
  expect(rejected).not.toThrow(/hunter2/);
});
