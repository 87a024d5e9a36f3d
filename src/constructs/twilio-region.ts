import { Token } from 'aws-cdk-lib';
import { regionInHost } from '../shared/region-in-host';

/**
 * A region of Twilio, where messages are processed and stored. Each region has its own auth tokens, API keys, webhooks
 * and Messaging Services. Source: Twilio, "Twilio Regions"; "Use the Programmable Messaging API with Twilio Regions".
 */
export class TwilioRegion {
  /** United States, Twilio's default: `api.twilio.com`. */
  public static readonly US1 = TwilioRegion.of('us1');

  /** Ireland, through the edge location `dublin`: `api.dublin.ie1.twilio.com`. */
  public static readonly IE1 = TwilioRegion.of('ie1');

  /** Australia, through the edge location `sydney`: `api.sydney.au1.twilio.com`. */
  public static readonly AU1 = TwilioRegion.of('au1');

  /**
   * A region by its name.
   *
   * @param region name of the region, such as `ie1`
   * @param edge edge location, such as `dublin`. Required for a region other than `us1`, `ie1` and `au1`
   * @throws Error for a name that cannot be one of Twilio's, and for a token: the credentials are sent to this host
   */
  public static of(region: string, edge?: string): TwilioRegion {
    if (Token.isUnresolved(region) || Token.isUnresolved(edge)) {
      throw new Error(
        'TwilioRegion.of must get names that are known at synth, got a token. ' +
        'The gateway sends credentials to the host of the region. Give names such as "ie1" and "dublin".');
    }
    const [edgeInHost] = regionInHost(region, edge)?.split('.') ?? [];
    return new TwilioRegion(region.toLowerCase(), edgeInHost);
  }

  private constructor(
    /** Name of the region, such as `ie1`. */
    public readonly regionName: string,
    /** Edge location, such as `dublin`. Undefined for `us1` without one, whose hosts name neither. */
    public readonly edge?: string,
  ) {}
}
