import { API_URL_ENV } from '../../shared/env';

/** Twilio's APIs. Each has a host of its own. */
export type TwilioApi = 'api' | 'messaging';

/** The port ends the address: in `http://127.0.0.1:80@example.com` the host comes after it. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/**
 * Returns the origin of one of Twilio's APIs, such as `https://api.twilio.com`.
 *
 * @param override the address of all APIs under the local gateway and in tests
 * @throws Error for an override that is not on loopback, because the auth token is sent there
 */
export function twilioOrigin(api: TwilioApi, override?: string): string {
  if (override !== undefined && !LOOPBACK.test(override)) {
    throw new Error(
      `${API_URL_ENV} is "${override}", which is not an address on loopback such as http://127.0.0.1:4680. `
        + 'The auth token would be sent there. Unset the variable to use Twilio.',
    );
  }
  return override ?? `https://${api}.twilio.com`;
}
