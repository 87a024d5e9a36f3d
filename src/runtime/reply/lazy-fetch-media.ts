import type { ImportModule } from './reply-module';
import type { FetchMedia } from '../media/fetch-media';

/** Beside the gateway's files if there is a reply module. */
const MODULE = './fetch-media.mjs';

/** `fetchMedia`, loaded with the first attachment, so that it costs neither the echo gateway nor a cold start. */
export function lazyFetchMedia(importModule: ImportModule): FetchMedia {
  return async (media, options) => {
    const { fetchMedia } = await importModule(MODULE) as { fetchMedia: FetchMedia };
    return fetchMedia(media, options);
  };
}
