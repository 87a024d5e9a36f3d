import { UserError } from '../../local/problems/user-error';

interface AwsError extends Error {
  readonly code?: string;
  readonly cause?: AwsError;
  readonly errors?: readonly AwsError[];
}

const EXPIRED = /expired|refresh.*(token|session)|session.*invalid/i;
const NOT_ACCEPTED = new RegExp(`^(${[
  'InvalidClientTokenId', 'UnrecognizedClientException', 'SignatureDoesNotMatch', 'InvalidSignatureException',
  'InvalidAccessKeyId', 'IncompleteSignature',
].join('|')})`);
const NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Runs calls to AWS. Turns an error into a sentence that says what is wrong and what to do; AWS's own message is kept
 * if it says more.
 *
 * @param doing what the calls are for, such as `read the stack Echo`
 */
export async function onAws<T>(doing: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`Could not ${doing}: ${explain(error as AwsError)}`, { cause: error });
  }
}

/** Whether AWS denied the call: the credentials lack a permission. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied|UnauthorizedOperation/.test(error.name);
}

function explain(error: AwsError): string {
  const { name, message } = error;
  const code = networkCode(error);
  if (message === 'Region is missing') {
    return 'no AWS region is set. Set AWS_REGION, or add --region, to the region of the stack.';
  }
  const hasNoCredentials = /CredentialsProviderError|TokenProviderError/.test(name);
  if (/^ExpiredToken|TokenRefreshRequired/.test(name) || (hasNoCredentials && EXPIRED.test(message))) {
    return 'the AWS session has expired. Log in again, for example with "aws sso login", then run this again.';
  }
  if (hasNoCredentials) {
    return `there are no AWS credentials (${firstLine(message)}). `
      + 'Set AWS_PROFILE or add --profile, log in with "aws sso login", or run "aws configure".';
  }
  if (NOT_ACCEPTED.test(name)) {
    return `AWS does not accept these credentials (${name}). Check AWS_PROFILE, or the access key in the environment.`;
  }
  if (isDenied(error)) {
    return `access is denied. Use credentials with this permission. AWS says: ${firstLine(message)}`;
  }
  if (code !== undefined) {
    return `AWS could not be reached (${code}). Check the network and the region: each region has its own addresses.`;
  }
  if (/Throttling|TooManyRequests/.test(name)) return 'AWS throttled the request. Wait a minute, then run this again.';
  return `${firstLine(message)} (${name})`;
}

/** The code of a failed connection. The SDK and Node.js wrap it: each address that was tried has its own error. */
function networkCode({ name, code, message = '', errors, cause }: AwsError): string | undefined {
  if (name === 'TimeoutError') return name;
  const known = NETWORK.find((networkError) => networkError === code || message.includes(` ${networkError} `));
  if (known !== undefined) return known;
  const inner = errors?.[0] ?? cause;
  return inner === undefined ? undefined : networkCode(inner);
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}
