import { downloadMedia, fromMediaCredentials, type MediaCredentials } from './download-media';
import { SCHEME_ENV, TWILIO_REGION_ENV } from '../../shared/env';
import { regionInHost } from '../../shared/region-in-host';
import type { FetchedMedia, FetchMediaOptions, InboundMedia } from '../../shared/reply-contract';

export type { MediaCredentials } from './download-media';

/** The region of Twilio that received the message, named as in Twilio's SDKs. */
export interface MediaRegion {
  /** The region, such as `ie1`. @default - the gateway's region in a function of the gateway, else `us1` */
  readonly region?: string;
  /** The edge, such as `dublin`. @default - the edge of the region, for `ie1` and `au1` */
  readonly edge?: string;
}

/**
 * Downloads an attachment of a message from Twilio's API, with the credentials of the account that received the
 * message. The credentials are sent to the API of one region only: https://api.twilio.com for `us1`. In a reply handler
 * use `context.fetchMedia`, which needs none.
 *
 * @example
 * const { bytes } = await fetchMedia(message.media[0], { accountSid: message.accountSid, apiKeySid, apiKeySecret });
 *
 * @throws Error for any other URL, a status other than 200, or an attachment that is too large
 */
export async function fetchMedia(
  media: Pick<InboundMedia, 'url'>,
  options: MediaCredentials & FetchMediaOptions & MediaRegion,
): Promise<FetchedMedia> {
  const { region, edge } = options;
  const isRegionGiven = region !== undefined || edge !== undefined;
  const ofHost = isRegionGiven ? regionInHost(region, edge) : process.env[TWILIO_REGION_ENV];
  const isLocal = process.env[SCHEME_ENV] === 'http';
  return downloadMedia(media, fromMediaCredentials(options), options, fetch, isLocal, ofHost);
}
