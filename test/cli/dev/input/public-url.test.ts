import { publicOrigin } from '../../../../src/cli/dev/input/public-url';

test.each([
  { value: 'https://abc.ngrok-free.app', origin: 'https://abc.ngrok-free.app' },
  { value: 'https://abc.ngrok-free.app/', origin: 'https://abc.ngrok-free.app' },
  { value: 'HTTPS://ABC.Example.com:443/', origin: 'https://abc.example.com' },
  { value: 'https://abc.example.com:8443', origin: 'https://abc.example.com:8443' },
])('$value is the address of a tunnel', ({ value, origin }) => {
  expect(publicOrigin(value)).toBe(origin);
});

test.each([
  { value: 'abc.ngrok-free.app', flaw: /is not a URL/ },
  { value: 'https://', flaw: /is not a URL/ },
  { value: 'https:abc.example.com', flaw: /is not a URL/ },
  { value: 'http://abc.example.com', flaw: /starts with http:/ },
  { value: 'ftp://abc.example.com', flaw: /starts with ftp:/ },
  { value: 'https://abc.example.com/sms', flaw: /has a path/ },
  { value: 'https://abc.example.com/?a=b', flaw: /has a query/ },
  { value: 'https://abc.example.com?', flaw: /has a query/ },
  { value: 'https://abc.example.com/#', flaw: /has a fragment/ },
  { value: 'https://localhost:4681', flaw: /names this machine/ },
  { value: 'https://127.0.0.1', flaw: /names this machine/ },
  { value: 'https://[::1]:4681', flaw: /names this machine/ },
])('$value is rejected, and the error says what is expected', ({ value, flaw }) => {
  expect(() => publicOrigin(value)).toThrow(flaw);
  expect(() => publicOrigin(value)).toThrow(/^--public-url .*\. Expected only the address of your tunnel, such as https:\/\/\S+: the webhook's path is appended\.$/);
});

test('credentials in the address are rejected and not repeated', () => {
  const rejected = () => publicOrigin('https://user:hunter2@abc.example.com');

  expect(rejected).toThrow(/has credentials/);
  expect(rejected).not.toThrow(/hunter2/);
});
