import type { Reply, InboundMessage } from '../../shared/reply-contract';

/** The built-in reply handler: sends every message back unchanged, the media of an MMS included. */
export function echo({ body, media }: InboundMessage): Reply {
  if (body === '' && media.length === 0) {
    return undefined;
  }
  return { ...(body === '' ? {} : { body }), ...(media.length === 0 ? {} : { media: media.map(({ url }) => url) }) };
}
