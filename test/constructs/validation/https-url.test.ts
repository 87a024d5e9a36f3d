import { hasCredentials, isHttpsUrl } from '../../../src/constructs/validation/https-url';

test.each([
  ['https://example.com', true],
  ['https://example.com:8443/sms?a=%20b#rc=2', true],
  ['https://[::1]/sms', true],
  ['http://example.com/sms', false],
  ['HTTPS://example.com/sms', false],
  ['//example.com/sms', false],
  ['https:///sms', false],
  ['https://exa%mple.com/sms', false],
  ['https://example.com/s ms', false],
  [' https://example.com/sms', false],
  ['https://example.com/sms\n', false],
  ['', false],
])('%j', (url, expected) => {
  expect(isHttpsUrl(url)).toBe(expected);
});

test.each([
  ['https://me:hunter2@example.com/', true],
  ['https://me@example.com/', true],
  ['https://:hunter2@example.com/', true],
  ['https://example.com/me:hunter2@', false],
])('%s: %s', (url, expected) => {
  expect(hasCredentials(new URL(url))).toBe(expected);
});
