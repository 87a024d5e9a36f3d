import { checkedUrl, isUrl } from '../../../src/cli/webhook/target-url';

test.each([
  ['https://sms.example.com/sms', true],
  ['HTTP://127.0.0.1:4680/sms', true],
  ['ftp://example.com', true],
  ['Echo', false],
  ['Prod-Echo', false],
  ['arn:aws:cloudformation:eu-west-1:123456789012:stack/Echo/1', false],
])('%s is a URL: %s', (target, expected) => {
  expect(isUrl(target)).toBe(expected);
});

test.each(['https://sms.example.com/sms#rc=2', 'http://127.0.0.1:4680/sms', 'http://localhost/sms', 'http://[::1]:80/sms'])('%s will do', (target) => {
  expect(checkedUrl(target)).toBe(target);
});

test.each(['http://example.com/sms', 'http://localhost.example.com', 'http://127.0.0.1.example.com', 'ftp://example.com', 'https://', 'http://[::2]/'])('%s will not', (target) => {
  expect(() => checkedUrl(target)).toThrow('is to start with https:// (http:// only on this machine)');
});
