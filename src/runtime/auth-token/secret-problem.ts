import { MalformedAuthToken } from './auth-token';

/** Why there is no auth token, and the command that fixes it. For the log: it holds no value of the secret. */
export interface SecretProblem {
  readonly cause: string;
  /** Absent if the next read may succeed by itself. */
  readonly remedy?: string;
  /** Whether the same call may succeed a moment later. */
  readonly transient: boolean;
}

/** Explains a failed read of the secret. */
export function explainSecretProblem(error: unknown, secretArn: string): SecretProblem {
  if (error instanceof MalformedAuthToken) {
    return { cause: error.message, remedy: putSecretValue(secretArn), transient: false };
  }
  const name = error instanceof Error ? error.name : 'Error';
  const message = error instanceof Error ? error.message : '';
  switch (name) {
    case 'ResourceNotFoundException':
      return { cause: 'The secret, or its current version, does not exist', remedy: putSecretValue(secretArn), transient: false };
    case 'InvalidRequestException':
      return {
        cause: 'The secret is marked as deleted',
        remedy: `aws secretsmanager restore-secret --secret-id ${secretArn}`,
        transient: false,
      };
    case 'AccessDeniedException':
      return /access to kms/i.test(message) ? deniedByKms(secretArn) : {
        cause: "The function's role may not read the secret",
        remedy: 'cdk deploy  # and look for a resource policy on the secret that denies secretsmanager:GetSecretValue',
        transient: false,
      };
    case 'DecryptionFailure':
      return deniedByKms(secretArn);
    case 'TimeoutError':
    case 'AbortError':
      return { cause: 'Secrets Manager did not answer in time', transient: true };
    default:
      return { cause: `Secrets Manager could not be read (${codeOf(error) ?? name})`, transient: true };
  }
}

/** Errors of the network are named by their code, such as ECONNREFUSED. */
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

function deniedByKms(secretArn: string): SecretProblem {
  return {
    cause: 'The KMS key of the secret does not let the function decrypt it',
    remedy: `aws secretsmanager describe-secret --secret-id ${secretArn} --query KmsKeyId  # then allow kms:Decrypt on that key`,
    transient: false,
  };
}

/** The token comes from a file, so that it does not end up in a shell's history or in a list of processes. */
function putSecretValue(secretArn: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://auth-token.json`
    + '  # {"accountSid":"AC...","authToken":"..."}';
}
