import { hasCredentials, isHttpsUrl } from '../../../src/constructs/validation/https-url';

test.each([
  { url: 'https://example.com', expected: true },
  { url: 'https://example.com:8443/sms?a=%20b#rc=2', expected: true },
  { url: 'https://[::1]/sms', expected: true },
  { url: 'http://example.com/sms', expected: false },
  { url: 'HTTPS://example.com/sms', expected: false },
  { url: '//example.com/sms', expected: false },
  { url: 'https:///sms', expected: false },
  { url: 'https://exa%mple.com/sms', expected: false },
  { url: 'https://example.com/s ms', expected: false },
  { url: ' https://example.com/sms', expected: false },
  { url: 'https://example.com/sms\n', expected: false },
  { url: '', expected: false },
])('"$url" is an https URL: $expected', ({ url, expected }) => {
  expect(isHttpsUrl(url)).toBe(expected);
});

test.each([
  { url: 'https://me:hunter2@example.com/', expected: true },
  { url: 'https://me@example.com/', expected: true },
  { url: 'https://:hunter2@example.com/', expected: true },
  { url: 'https://example.com/me:hunter2@', expected: false },
])('$url has credentials: $expected', ({ url, expected }) => {
  expect(hasCredentials(new URL(url))).toBe(expected);
});
