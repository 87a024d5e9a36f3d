import { Rejection } from '../../../src/runtime/log/rejection';

test('a rejection is an error with the status to answer and the detail to log', () => {
  const rejection = new Rejection(503, 'no_auth_token', 'The secret is empty', 'aws secretsmanager put-secret-value');

  expect(rejection).toBeInstanceOf(Error);
  expect(rejection).toMatchObject({
    name: 'Rejection',
    status: 503,
    reason: 'no_auth_token',
    detail: 'The secret is empty',
    remedy: 'aws secretsmanager put-secret-value',
  });
});
