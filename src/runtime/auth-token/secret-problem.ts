import { MalformedSecret } from './malformed-secret';
import { AUTH_TOKEN_FORMAT, type SecretFormat } from './secret-format';

/** Why there is no key, and the command that fixes it. Both may be logged: they hold no value of the secret. */
export interface SecretProblem {
  readonly cause: string;
  /** The command. Absent if the next read may succeed by itself. */
  readonly remedy?: string;
  /** Whether the same call may succeed a moment later. */
  readonly transient: boolean;
}

/** The part of a format that the command names. */
type WrittenAs = Pick<SecretFormat<unknown>, 'file' | 'json'>;

/** Explains a failed read of the secret. */
export function explainSecretProblem(
  error: unknown,
  secretArn: string,
  format: WrittenAs = AUTH_TOKEN_FORMAT,
): SecretProblem {
  if (error instanceof MalformedSecret) {
    return lasting(error.message, putSecretValue(secretArn, format));
  }
  const name = error instanceof Error ? error.name : 'Error';
  const message = error instanceof Error ? error.message : '';
  switch (name) {
    case 'ResourceNotFoundException':
      return lasting('The secret, or its current version, does not exist', putSecretValue(secretArn, format));
    case 'InvalidRequestException':
      return lasting('The secret is marked as deleted', `aws secretsmanager restore-secret --secret-id ${secretArn}`);
    case 'AccessDeniedException':
      return /access to kms/i.test(message) ? deniedByKms(secretArn) : lasting(
        "The function's role may not read the secret",
        'cdk deploy  # then check for a resource policy that denies secretsmanager:GetSecretValue',
      );
    case 'DecryptionFailure':
      return deniedByKms(secretArn);
    case 'TimeoutError':
    case 'AbortError':
      return { cause: 'Secrets Manager did not answer in time', transient: true };
    default:
      return { cause: `Secrets Manager could not be read (${codeOf(error) ?? name})`, transient: true };
  }
}

function lasting(cause: string, remedy: string): SecretProblem {
  return { cause, remedy, transient: false };
}

/** The code of a network error, such as ECONNREFUSED. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

function deniedByKms(secretArn: string): SecretProblem {
  return lasting(
    'The function is not allowed to decrypt the secret with its KMS key',
    `aws secretsmanager describe-secret --secret-id ${secretArn} --query KmsKeyId`
      + '  # then allow kms:Decrypt on that key',
  );
}

/** The command that writes the secret. The value comes from a file: no shell history or process list shows it. */
export function putSecretValue(secretArn: string, { file, json }: WrittenAs): string {
  return `aws secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://${file}  # ${json}`;
}
