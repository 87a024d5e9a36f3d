import type { ImportModule } from './reply-module';
import type { FetchMedia } from '../media/fetch-media';

/** Beside the gateway's files wherever there is a reply module. */
const MODULE = './fetch-media.mjs';

/** `fetchMedia`, loaded by the first attachment: neither the echo gateway nor a cold start pays for it. */
export function lazyFetchMedia(importModule: ImportModule): FetchMedia {
  return async (media, options) => (await importModule(MODULE) as { fetchMedia: FetchMedia }).fetchMedia(media, options);
}
