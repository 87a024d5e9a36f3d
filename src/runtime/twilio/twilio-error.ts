import type { CredentialsKind } from './credentials';
import type { RestResponse } from './send-request';

/** A Restricted API key lacks a permission, or the key is not the account's. Source: Twilio, "Error 70051". */
export const AUTHORIZATION_FAILED = 70051;

/** Twilio rejected a request, or could not be reached. Source: Twilio, "Error and Warning Dictionary". */
export class TwilioError extends Error {
  public readonly name = 'TwilioError';

  /**
   * @param message what was attempted, why it failed, and what to do. It holds no credentials.
   * @param status of the response. `undefined` if there was no response.
   */
  public constructor(message: string, readonly status?: number, options?: ErrorOptions) {
    super(message, options);
  }

  /** Whether Twilio may have carried out the request nevertheless. */
  public get isOutcomeUnknown(): boolean {
    return this.status === undefined || this.status >= 500;
  }
}

/**
 * Explains a response that is not a success.
 *
 * @param doing what was attempted, such as `list the account's numbers`
 * @param retryAdvice what to do once the cause is gone, such as `run this again`
 * @param kind of the credentials that the request had
 */
export function rejectedError(
  doing: string,
  response: RestResponse,
  retryAdvice: string,
  kind: CredentialsKind,
): TwilioError {
  return new TwilioError(`Could not ${doing}: ${explain(response, retryAdvice, kind)}`, response.status);
}

/** Explains that no response arrived. */
export function unreachableError(doing: string, host: string, error: Error, retryAdvice: string): TwilioError {
  const { name, cause } = error;
  const isLate = name === 'TimeoutError' || name === 'AbortError';
  const code = isLate ? 'no answer in time' : ((cause as NodeJS.ErrnoException | undefined)?.code ?? name);
  return new TwilioError(
    `Could not ${doing}: ${host} could not be reached (${code}). Check the network, then ${retryAdvice}.`,
  );
}

function explain({ status, code, content }: RestResponse, retryAdvice: string, kind: CredentialsKind): string {
  const error = code === undefined ? `status ${status}` : `error ${code}`;
  if (code === 20008) {
    return `these are test credentials, which cannot do this (${error}). `
      + 'Use the live ones: Twilio Console, Account Info.';
  }
  if (code === AUTHORIZATION_FAILED || (kind === 'API key' && (status === 401 || code === 20003))) {
    return `Twilio does not accept this API key for it (${error}). Check in the Twilio Console, API keys & tokens, that `
      + 'the key exists and belongs to this account, and that a Restricted key has the permission.';
  }
  if (status === 401 || code === 20003) {
    return `Twilio does not accept this Account SID and auth token (${error}). `
      + 'Compare both with the Twilio Console, Account Info. The token may have been rotated, or belong to another region of Twilio.';
  }
  if (status === 404) {
    return `Twilio did not find it (${error}). Check whether it belongs to this account, `
      + 'or to a subaccount with its own auth token.';
  }
  if (status === 429) return `Twilio received too many requests (${error}). Wait a minute, then ${retryAdvice}.`;
  if (status >= 500) return `Twilio failed (${error}). Check status.twilio.com, then ${retryAdvice}.`;
  // The newest APIs have `detail`. Source: RFC 9457, "Problem Details for HTTP APIs".
  const { message, detail } = Object(content) as { readonly message?: unknown; readonly detail?: unknown };
  const reason = [message, detail].find((text) => typeof text === 'string') ?? 'no reason given';
  return `Twilio ${status === 403 ? 'does not allow it' : 'rejected it'} (${error}): ${reason}`;
}
