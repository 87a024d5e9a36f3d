import { MalformedSecret } from '../../../src/runtime/auth-token/malformed-secret';
import { AUTH_TOKEN_FORMAT, SHARED_KEY_FORMAT } from '../../../src/runtime/auth-token/secret-format';
import { explainSecretProblem } from '../../../src/runtime/auth-token/secret-problem';
import { SECRET_ARN } from '../../support/messages';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });

test.each([
  {
    name: 'a malformed secret',
    error: new MalformedSecret('an Account SID', 'a Twilio auth token'),
    cause: /holds an Account SID/,
    remedy: /put-secret-value .* file:\/\//,
    transient: false,
  },
  {
    name: 'ResourceNotFoundException',
    error: named('ResourceNotFoundException'),
    cause: /does not exist/,
    remedy: /put-secret-value/,
    transient: false,
  },
  {
    name: 'InvalidRequestException',
    error: named('InvalidRequestException', 'marked for deletion'),
    cause: /deleted/,
    remedy: /restore-secret/,
    transient: false,
  },
  {
    name: 'AccessDeniedException',
    error: named('AccessDeniedException', 'not authorized'),
    cause: /role may not read/,
    remedy: /cdk deploy/,
    transient: false,
  },
  {
    name: 'AccessDeniedException of KMS',
    error: named('AccessDeniedException', 'Access to KMS is not allowed'),
    cause: /KMS key/,
    remedy: /kms:Decrypt/,
    transient: false,
  },
  {
    name: 'DecryptionFailure',
    error: named('DecryptionFailure'),
    cause: /KMS key/,
    remedy: /kms:Decrypt/,
    transient: false,
  },
  {
    name: 'TimeoutError',
    error: named('TimeoutError'),
    cause: /did not answer in time/,
    remedy: undefined,
    transient: true,
  },
  {
    name: 'AbortError',
    error: named('AbortError'),
    cause: /did not answer in time/,
    remedy: undefined,
    transient: true,
  },
  {
    name: 'ThrottlingException',
    error: named('ThrottlingException'),
    cause: /ThrottlingException/,
    remedy: undefined,
    transient: true,
  },
  {
    name: 'InternalServiceError',
    error: named('InternalServiceError'),
    cause: /InternalServiceError/,
    remedy: undefined,
    transient: true,
  },
  {
    name: 'a rejected connection',
    error: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    cause: /ECONNREFUSED/,
    remedy: undefined,
    transient: true,
  },
  {
    name: 'an unknown host',
    error: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
    cause: /ENOTFOUND/,
    remedy: undefined,
    transient: true,
  },
  { name: 'nothing', error: undefined, cause: /could not be read/, remedy: undefined, transient: true },
  { name: 'a text', error: 'text', cause: /could not be read/, remedy: undefined, transient: true },
])('$name is explained', ({ error, cause, remedy, transient }) => {
  const problem = explainSecretProblem(error, SECRET_ARN);

  expect(problem.cause).toMatch(cause);
  expect(problem.remedy).toEqual(remedy && expect.stringMatching(remedy));
  expect(problem.transient).toBe(transient);
});

test('a role or secret with "kms" in its name is not taken for a problem of the KMS key', () => {
  const message = 'User: arn:aws:sts::123456789012:assumed-role/kms-team/f is not authorized to perform: '
    + 'secretsmanager:GetSecretValue';

  expect(explainSecretProblem(named('AccessDeniedException', message), SECRET_ARN).cause).toMatch(/role may not read/);
});

test('the remedies name the secret', () => {
  for (const error of [
    new MalformedSecret('nothing', 'a Twilio auth token'), named('ResourceNotFoundException'), named('InvalidRequestException'),
    named('DecryptionFailure'),
  ]) {
    expect(explainSecretProblem(error, SECRET_ARN).remedy).toContain(`--secret-id ${SECRET_ARN}`);
  }
});

test.each([
  { kind: 'an auth token', format: AUTH_TOKEN_FORMAT, remedy: /file:\/\/auth-token.json {2}# {"accountSid":"AC...","authToken":"..."}$/ },
  { kind: 'a SharedKey', format: SHARED_KEY_FORMAT, remedy: /file:\/\/signing-key.json {2}# {.*"sharedKeyId":.*"algorithm":"HMAC_SHA256"}$/ },
])('the command that writes the secret of $kind shows what it holds', ({ format, remedy }) => {
  for (const error of [new MalformedSecret('nothing', 'x'), named('ResourceNotFoundException')]) {
    expect(explainSecretProblem(error, SECRET_ARN, format).remedy).toMatch(remedy);
  }
});
