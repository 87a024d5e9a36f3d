import { randomBytes } from 'node:crypto';
import { UsageError } from '../../terminal/context';

export interface LocalAuthToken {
  readonly value: string;
  /** A made-up token is printed, the developer's own never. */
  readonly isMadeUp: boolean;
  /** Where one that was not made up comes from. @default 'TWILIO_AUTH_TOKEN' */
  readonly source?: string;
}

/**
 * The token that texts are signed with: the one of the environment, or a random one.
 *
 * @param given value of `TWILIO_AUTH_TOKEN`
 */
export function authTokenFor(given: string | undefined): LocalAuthToken {
  if (given === undefined || given === '') return { value: randomBytes(16).toString('hex'), isMadeUp: true };
  if (!/^[0-9a-f]{32}$/i.test(given)) {
    throw new UsageError(`TWILIO_AUTH_TOKEN is no auth token: it has ${given.length} characters, not 32 hexadecimal ones. Correct it or unset it.`);
  }
  return { value: given, isMadeUp: false };
}
