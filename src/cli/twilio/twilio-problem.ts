import { UserError } from '../../local/user-error';

/** Twilio refused a request. Source: Twilio, "Error and Warning Dictionary". */
export class TwilioError extends UserError {
  public readonly name = 'TwilioError';

  /**
   * @param status of the answer
   * @param code Twilio's own, such as 20404
   */
  public constructor(readonly status: number, readonly code: number | undefined, doing: string, message: string) {
    super(`Could not ${doing}: ${explain(status, code, message)}`);
  }
}

/** Twilio could not be asked. */
export function unreachable(doing: string, host: string, error: Error): UserError {
  const { name, cause } = error;
  const code = name === 'TimeoutError' ? 'no answer in time' : (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
  return new UserError(`Could not ${doing}: ${host} could not be reached (${code}). Check the network, then run this again.`);
}

function explain(status: number, code: number | undefined, message: string): string {
  const error = code === undefined ? `status ${status}` : `error ${code}`;
  if (code === 20008) return `these are test credentials, which cannot be used for this (${error}). Use the live ones: Twilio Console, Account Info.`;
  if (status === 401 || code === 20003) {
    return `Twilio does not accept this Account SID and auth token (${error}). Compare both with the Twilio Console, Account Info; the token may have been rotated.`;
  }
  if (status === 403) return `Twilio does not allow it (${error}): ${message}`;
  if (status === 404) return `Twilio has none (${error}). Does it belong to this account, or to a subaccount with an auth token of its own?`;
  if (status === 429) return `Twilio says that there are too many requests (${error}). Wait a minute, then run this again.`;
  if (status >= 500) return `Twilio failed (${error}). Look at status.twilio.com, then run this again.`;
  return `Twilio refused it (${error}): ${message}`;
}
