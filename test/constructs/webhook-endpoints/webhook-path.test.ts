import { App, Lazy, Stack } from 'aws-cdk-lib';
import { checkedPath } from '../../../src/constructs/webhook-endpoints/webhook-path';

const scope = new Stack(new App(), 'Stack');

test('the default is /sms', () => {
  expect(checkedPath(scope)).toBe('/sms');
});

test.each(['/', '/sms', '/hooks/twilio', '/v1.0/~me/a_b-c', '/.well-known/...'])('%s is taken', (path) => {
  expect(checkedPath(scope, path)).toBe(path);
});

test('a token is taken', () => {
  const path = Lazy.string({ produce: () => '/sms' });

  expect(checkedPath(scope, path)).toBe(path);
});

test.each(['', 'sms', '/sms/', '//sms', '/{proxy+}', '/a b', '/caf%C3%A9', '/café', '/sms?a=b', '/sms#rc=2', '/sms\n', '/.', '/..', '/../x', '/./x', '/x/..', '/x/./y'])('%j is rejected', (path) => {
  expect(() => checkedPath(scope, path)).toThrow(`got ${JSON.stringify(path)}. Use a path such as "/sms"`);
});
