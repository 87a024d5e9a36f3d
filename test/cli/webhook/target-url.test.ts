import { checkedUrl, isUrl } from '../../../src/cli/webhook/target-url';

test.each([
  { target: 'https://sms.example.com/sms', expected: true },
  { target: 'HTTP://127.0.0.1:4680/sms', expected: true },
  { target: 'ftp://example.com', expected: true },
  { target: 'Echo', expected: false },
  { target: 'Prod-Echo', expected: false },
  { target: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Echo/1', expected: false },
])('$target is a URL: $expected', ({ target, expected }) => {
  expect(isUrl(target)).toBe(expected);
});

test.each([
  { target: 'https://sms.example.com/sms#rc=2' },
  { target: 'http://127.0.0.1:4680/sms' },
  { target: 'http://localhost/sms' },
  { target: 'http://[::1]:80/sms' },
])('$target is taken', ({ target }) => {
  expect(checkedUrl(target)).toBe(target);
});

test.each([
  { target: 'http://example.com/sms' },
  { target: 'http://localhost.example.com' },
  { target: 'http://127.0.0.1.example.com' },
  { target: 'ftp://example.com' },
  { target: 'https://' },
  { target: 'http://[::2]/' },
])('$target is rejected', ({ target }) => {
  expect(() => checkedUrl(target)).toThrow('Expected one that starts with https://, or with http:// on this machine');
});
