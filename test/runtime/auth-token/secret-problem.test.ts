import { MalformedAuthToken } from '../../../src/runtime/auth-token/parse-auth-token';
import { explainSecretProblem } from '../../../src/runtime/auth-token/secret-problem';
import { SECRET_ARN } from '../../support/messages';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

test.each([
  ['a malformed secret', new MalformedAuthToken('an Account SID'), /holds an Account SID/, /put-secret-value .* file:\/\//, false],
  ['ResourceNotFoundException', named('ResourceNotFoundException'), /does not exist/, /put-secret-value/, false],
  ['InvalidRequestException', named('InvalidRequestException', 'marked for deletion'), /deleted/, /restore-secret/, false],
  ['AccessDeniedException', named('AccessDeniedException', 'not authorized'), /role may not read/, /cdk deploy/, false],
  ['AccessDeniedException of KMS', named('AccessDeniedException', 'Access to KMS is not allowed'), /KMS key/, /kms:Decrypt/, false],
  ['DecryptionFailure', named('DecryptionFailure'), /KMS key/, /kms:Decrypt/, false],
  ['TimeoutError', named('TimeoutError'), /did not answer in time/, undefined, true],
  ['AbortError', named('AbortError'), /did not answer in time/, undefined, true],
  ['ThrottlingException', named('ThrottlingException'), /ThrottlingException/, undefined, true],
  ['InternalServiceError', named('InternalServiceError'), /InternalServiceError/, undefined, true],
  ['a rejected connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /ECONNREFUSED/, undefined, true],
  ['an unknown host', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), /ENOTFOUND/, undefined, true],
  ['nothing', undefined, /could not be read/, undefined, true],
  ['a text', 'text', /could not be read/, undefined, true],
])('%s is explained', (_, error, cause, remedy, transient) => {
  const problem = explainSecretProblem(error, SECRET_ARN);

  expect(problem.cause).toMatch(cause);
  expect(problem.remedy).toEqual(remedy && expect.stringMatching(remedy));
  expect(problem.transient).toBe(transient);
});

test('a role or secret whose name has "kms" in it is not taken for a problem of the key', () => {
  const message = 'User: arn:aws:sts::123456789012:assumed-role/kms-team/f is not authorized to perform: secretsmanager:GetSecretValue';

  expect(explainSecretProblem(named('AccessDeniedException', message), SECRET_ARN).cause).toMatch(/role may not read/);
});

test('commands name the secret', () => {
  for (const error of [new MalformedAuthToken('nothing'), named('ResourceNotFoundException'), named('InvalidRequestException'), named('DecryptionFailure')]) {
    expect(explainSecretProblem(error, SECRET_ARN).remedy).toContain(`--secret-id ${SECRET_ARN}`);
  }
});
