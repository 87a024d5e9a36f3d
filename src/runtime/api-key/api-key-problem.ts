import { MalformedApiKey } from './parse-api-key';
import { explainSecretProblem, type SecretProblem } from '../auth-token/secret-problem';

/** Explains a failed read of the secret with the API key. */
export function explainApiKeyProblem(error: unknown, secretArn: string): SecretProblem {
  if (error instanceof MalformedApiKey) {
    return { cause: error.message, remedy: putApiKey(secretArn), transient: false };
  }
  const problem = explainSecretProblem(error, secretArn);
  const isMissing = (error as Error | undefined)?.name === 'ResourceNotFoundException';
  return isMissing ? { ...problem, remedy: putApiKey(secretArn) } : problem;
}

/** The key comes from a file, so that no shell history and no process list shows it. */
export function putApiKey(secretArn: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://api-key.json`
    + '  # {"accountSid":"AC...","apiKeySid":"SK...","apiKeySecret":"..."}';
}
