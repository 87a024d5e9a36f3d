/** Twilio rejected a request, or could not be asked. Source: Twilio, "Error and Warning Dictionary". */
export class TwilioError extends Error {
  public readonly name = 'TwilioError';

  /**
   * @param message what was to be done, why it was not, and what to do. It holds no credentials.
   * @param status of the answer; none where there was no answer
   */
  public constructor(message: string, readonly status?: number, options?: ErrorOptions) {
    super(message, options);
  }

  /** Whether Twilio may have done it all the same. */
  public get isOutcomeUnknown(): boolean {
    return this.status === undefined || this.status >= 500;
  }
}

/** What Twilio says of a request that it rejected. */
export interface Rejected {
  readonly status: number;
  /** Twilio's own, such as 20404. */
  readonly code?: number;
  readonly message: string;
}

/**
 * @param doing what was to be done, such as `list the account's numbers`
 * @param again how one goes on when it is mended, such as `run this again`
 */
export function rejected(doing: string, { status, code, message }: Rejected, again: string): TwilioError {
  return new TwilioError(`Could not ${doing}: ${explain(status, code, message, again)}`, status);
}

/** Twilio could not be asked. */
export function unreachable(doing: string, host: string, error: Error, again: string): TwilioError {
  const { name, cause } = error;
  const isLate = name === 'TimeoutError' || name === 'AbortError';
  const code = isLate ? 'no answer in time' : (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
  return new TwilioError(`Could not ${doing}: ${host} could not be reached (${code}). Check the network, then ${again}.`);
}

function explain(status: number, code: number | undefined, message: string, again: string): string {
  const error = code === undefined ? `status ${status}` : `error ${code}`;
  if (code === 20008) return `these are test credentials, which cannot be used for this (${error}). Use the live ones: Twilio Console, Account Info.`;
  if (status === 401 || code === 20003) {
    return `Twilio does not accept this Account SID and auth token (${error}). Compare both with the Twilio Console, Account Info; the token may have been rotated.`;
  }
  if (status === 403) return `Twilio does not allow it (${error}): ${message}`;
  if (status === 404) return `Twilio has none (${error}). Does it belong to this account, or to a subaccount with an auth token of its own?`;
  if (status === 429) return `Twilio says that there are too many requests (${error}). Wait a minute, then ${again}.`;
  if (status >= 500) return `Twilio failed (${error}). Look at status.twilio.com, then ${again}.`;
  return `Twilio rejected it (${error}): ${message}`;
}
