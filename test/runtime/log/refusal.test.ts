import { Refusal } from '../../../src/runtime/log/refusal';

test('a refusal is an error that says what is answered, and what is logged', () => {
  const refusal = new Refusal(503, 'no_auth_token', 'The secret is empty', 'aws secretsmanager put-secret-value');

  expect(refusal).toBeInstanceOf(Error);
  expect(refusal).toMatchObject({ name: 'Refusal', status: 503, reason: 'no_auth_token', detail: 'The secret is empty', mend: 'aws secretsmanager put-secret-value' });
});
