import { downloadMedia, fromMediaCredentials, type MediaCredentials } from './download-media';
import { SCHEME_ENV } from '../../shared/env';
import type { FetchedMedia, FetchMediaOptions, InboundMedia } from '../../shared/reply-contract';

export type { MediaCredentials } from './download-media';

/**
 * Downloads an attachment of a message from Twilio's API, with the credentials of the account that received the
 * message. The credentials are sent to https://api.twilio.com only. In a reply handler use `context.fetchMedia`, which
 * needs none.
 *
 * @example
 * const { bytes } = await fetchMedia(message.media[0], { accountSid: message.accountSid, apiKeySid, apiKeySecret });
 *
 * @throws Error for any other URL, a status other than 200, or an attachment that is too large
 */
export async function fetchMedia(
  media: Pick<InboundMedia, 'url'>,
  options: MediaCredentials & FetchMediaOptions,
): Promise<FetchedMedia> {
  return downloadMedia(media, fromMediaCredentials(options), options, fetch, process.env[SCHEME_ENV] === 'http');
}
