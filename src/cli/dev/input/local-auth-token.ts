import { randomBytes } from 'node:crypto';
import { UsageError } from '../../terminal/context';

export interface LocalAuthToken {
  readonly value: string;
  /** Random for this run. Such a token is printed, the developer's own never. */
  readonly isMadeUp: boolean;
  /** Source of the developer's own token, for people. @default 'TWILIO_AUTH_TOKEN' */
  readonly source?: string;
}

/**
 * The token that signs messages: that of the environment, else a random one.
 *
 * @param given value of `TWILIO_AUTH_TOKEN`
 */
export function authTokenFor(given: string | undefined): LocalAuthToken {
  if (given === undefined || given === '') return { value: randomBytes(16).toString('hex'), isMadeUp: true };
  if (!/^[0-9a-f]{32}$/i.test(given)) {
    throw new UsageError(`TWILIO_AUTH_TOKEN is not an auth token: got ${given.length} characters, `
      + 'expected 32 hexadecimal digits. Correct it or unset it.');
  }
  return { value: given, isMadeUp: false };
}
