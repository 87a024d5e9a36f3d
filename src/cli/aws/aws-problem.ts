import { UserError } from '../../local/problems/user-error';

interface AwsError extends Error {
  readonly code?: string;
  readonly cause?: AwsError;
  readonly errors?: readonly AwsError[];
}

const EXPIRED = /expired|refresh.*(token|session)|session.*invalid/i;
const NOT_ACCEPTED = /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|InvalidAccessKeyId|IncompleteSignature)/;
const NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/**
 * Runs calls to AWS. What AWS says is turned into what is wrong and what to do; its own message is kept where it says more.
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

function explain(error: AwsError): string {
  const { name, message } = error;
  const code = networkCode(error);
  if (message === 'Region is missing') return 'no AWS region is set. Set AWS_REGION, or add --region, the one that the stack is deployed to.';
  if (/^ExpiredToken|TokenRefreshRequired/.test(name) || (/CredentialsProviderError|TokenProviderError/.test(name) && EXPIRED.test(message))) {
    return 'the AWS session has expired. Log in again, for example "aws sso login" or "aws login", then run this again.';
  }
  if (/CredentialsProviderError|TokenProviderError/.test(name)) {
    return `there are no AWS credentials (${firstLine(message)}). Set AWS_PROFILE or add --profile, log in with "aws sso login", or run "aws configure".`;
  }
  if (NOT_ACCEPTED.test(name)) return `AWS does not accept these credentials (${name}). Check AWS_PROFILE, or the access key in the environment.`;
  if (/^AccessDenied|UnauthorizedOperation/.test(name)) return `it is not allowed. AWS says: ${firstLine(message)}`;
  if (code !== undefined) return `AWS could not be reached (${code}). Check the network and the region: each region has addresses of its own.`;
  if (/Throttling|TooManyRequests/.test(name)) return 'AWS says that there are too many requests. Wait a minute, then run this again.';
  return `${firstLine(message)} (${name})`;
}

/** The code of a failed connection. The SDK and Node.js wrap it: of several addresses that were tried, each has an error of its own. */
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
