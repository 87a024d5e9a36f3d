import type { Reply, InboundMessage } from '../../shared/contract';

/** The built-in reply handler: sends every text back exactly, and the media of an MMS with it. */
export function echo({ body, media }: InboundMessage): Reply {
  if (body === '' && media.length === 0) {
    return undefined;
  }
  return { ...(body === '' ? {} : { body }), ...(media.length === 0 ? {} : { media: media.map(({ url }) => url) }) };
}
