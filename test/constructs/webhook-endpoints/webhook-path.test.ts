import { App, Lazy, Stack } from 'aws-cdk-lib';
import { checkedPath } from '../../../src/constructs/webhook-endpoints/webhook-path';

const scope = new Stack(new App(), 'Stack');

test('the default is /sms', () => {
  expect(checkedPath(scope)).toBe('/sms');
});

test.each([
  { path: '/' },
  { path: '/sms' },
  { path: '/hooks/twilio' },
  { path: '/v1.0/~me/a_b-c' },
  { path: '/.well-known/...' },
])('the path $path is accepted', ({ path }) => {
  expect(checkedPath(scope, path)).toBe(path);
});

test('a token is accepted', () => {
  const path = Lazy.string({ produce: () => '/sms' });

  expect(checkedPath(scope, path)).toBe(path);
});

test.each([
  { path: '' },
  { path: 'sms' },
  { path: '/sms/' },
  { path: '//sms' },
  { path: '/{proxy+}' },
  { path: '/a b' },
  { path: '/caf%C3%A9' },
  { path: '/café' },
  { path: '/sms?a=b' },
  { path: '/sms#rc=2' },
  { path: '/sms\n' },
  { path: '/.' },
  { path: '/..' },
  { path: '/../x' },
  { path: '/./x' },
  { path: '/x/..' },
  { path: '/x/./y' },
])('the path "$path" is rejected', ({ path }) => {
  expect(() => checkedPath(scope, path)).toThrow(`got ${JSON.stringify(path)}. Use a path such as "/sms"`);
});
