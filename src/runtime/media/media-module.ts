import { downloadMedia, MediaRejected } from './download-media';
import { SCHEME_ENV, TWILIO_REGION_ENV } from '../../shared/env';
import type { FetchedMedia, FetchMediaOptions, InboundMedia } from '../../shared/reply-contract';
import { type Credentials, type CredentialsProvider, tryCredentials } from '../twilio/credentials';

export { apiKeyCredentials } from '../api-key/api-key-credentials';
export { authTokenCredentials } from '../auth-token/auth-token-credentials';

/** Options of a download for a reply handler. */
export interface HandlerMediaOptions extends FetchMediaOptions {
  /** The account that received the message. */
  readonly accountSid: string;
}

/** Downloads an attachment of a message for its reply handler. */
export type FetchHandlerMedia = (
  media: Pick<InboundMedia, 'url'>,
  options: HandlerMediaOptions,
) => Promise<FetchedMedia>;

/**
 * Downloads an attachment with the credentials of a secret. They are read again if Twilio does not accept them.
 *
 * @throws NoCredentials if the secret holds none for this account
 * @throws Error for any other URL, a status other than 200, or an attachment that is too large
 */
export async function fetchHandlerMedia(
  media: Pick<InboundMedia, 'url'>,
  { accountSid, ...options }: HandlerMediaOptions,
  provider: Pick<CredentialsProvider, 'credentials' | 'freshCredentials'>,
): Promise<FetchedMedia> {
  const { [SCHEME_ENV]: scheme, [TWILIO_REGION_ENV]: region } = process.env;
  const download = async (credentials: Credentials) =>
    downloadMedia(media, credentials, options, fetch, scheme === 'http', region);
  const result = await tryCredentials<FetchedMedia | MediaRejected>(
    [async () => provider.credentials(accountSid), async () => provider.freshCredentials(accountSid)],
    async (credentials) => download(credentials).catch((error: unknown) => {
      if (error instanceof MediaRejected && error.status === 401) return error;
      throw error;
    }),
    (answer) => answer instanceof MediaRejected,
  );
  if (result instanceof MediaRejected) throw result;
  return result!;
}
