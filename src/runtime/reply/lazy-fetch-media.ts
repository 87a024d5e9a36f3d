import type { ImportModule } from './reply-module';
import type { FetchHandlerMedia } from '../media/media-module';
import type { CredentialsProvider } from '../twilio/credentials';

/** Beside the gateway's files if there is a reply module. */
const MODULE = './fetch-media.mjs';

type MediaModule = typeof import('../media/media-module');

/** Makes the credentials for attachments from what the module has. Called once, with the first attachment. */
export type MediaCredentialsSource =
  (module: Pick<MediaModule, 'apiKeyCredentials' | 'authTokenCredentials'>) => CredentialsProvider;

/**
 * Downloads attachments. The code is loaded with the first one, so that it costs neither the echo gateway nor a cold
 * start.
 */
export function lazyFetchMedia(importModule: ImportModule, source: MediaCredentialsSource): FetchHandlerMedia {
  let provider: CredentialsProvider | undefined;
  return async (media, options) => {
    const module = await importModule(MODULE) as MediaModule;
    return module.fetchHandlerMedia(media, options, provider ??= source(module));
  };
}
