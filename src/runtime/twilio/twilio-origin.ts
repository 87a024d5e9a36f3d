import { API_URL_ENV, TWILIO_REGION_ENV } from '../../shared/env';
import { isRegionInHost } from '../../shared/region-in-host';

/** Twilio's APIs. Each has a host of its own. */
export type TwilioApi = 'api' | 'messaging' | 'webhooks';

/** The port ends the address: in `http://127.0.0.1:80@example.com` the host comes after it. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/**
 * Returns the origin of one of Twilio's APIs, such as `https://api.twilio.com` or `https://api.dublin.ie1.twilio.com`.
 * Source: Twilio, "Using the Twilio REST API in a non-US Region".
 *
 * @param override the address of all APIs under the local gateway and in tests
 * @param region edge and region as in the host name, such as `dublin.ie1`. Without it the host belongs to `us1`.
 * @throws Error for an override that is not on loopback, and for a malformed region, because the credentials are sent
 * there
 */
export function twilioOrigin(api: TwilioApi, override?: string, region?: string): string {
  if (override !== undefined && !LOOPBACK.test(override)) {
    throw new Error(
      `${API_URL_ENV} is "${override}", which is not an address on loopback such as http://127.0.0.1:4680. `
        + 'The auth token would be sent there. Unset the variable to use Twilio.',
    );
  }
  if (region !== undefined && !isRegionInHost(region)) {
    throw new Error(
      `${TWILIO_REGION_ENV} is ${JSON.stringify(region)}, which is not an edge and a region of Twilio such as `
        + 'dublin.ie1. The credentials would be sent to another host. Set the region with the prop twilioRegion.',
    );
  }
  return override ?? `https://${[api, region].filter((part) => part !== undefined).join('.')}.twilio.com`;
}
