import type { FetchedMedia, FetchMediaOptions, InboundMedia } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';
import { apiKeyAsCredentials, authTokenAsCredentials, basicAuthorization, type Credentials } from '../twilio/credentials';
import { twilioOrigin } from '../twilio/twilio-origin';

/** Credentials of the account that received the message. */
export type MediaCredentials =
  | { readonly accountSid: string; readonly authToken: string }
  | { readonly accountSid: string; readonly apiKeySid: string; readonly apiKeySecret: string };

export function fromMediaCredentials(given: MediaCredentials): Credentials {
  return 'authToken' in given
    ? authTokenAsCredentials(given.accountSid, given.authToken)
    : apiKeyAsCredentials(given.accountSid, given.apiKeySid, given.apiKeySecret);
}

/** The path of an attachment at Twilio. No other URL gets the credentials. Source: Twilio, "Media resource". */
const MEDIA_PATH = new RegExp('^/2010-04-01/Accounts/(AC[0-9a-f]{32})'
  + '/Messages/(?:SM|MM)[0-9a-f]{32}/Media/ME[0-9a-f]{32}$', 'i');

/** An attachment from the local gateway's page. It gets no credentials. */
const LOCAL_MEDIA_URL = /^http:\/\/127\.0\.0\.1:\d+\/media\/ME[0-9a-f]{32}$/;

/**
 * Hosts that Twilio redirects to: its own domains, and the bucket of accounts without HTTP authentication on media.
 * Source: Twilio, "Protect Media Access with HTTP Basic Authentication".
 */
const STORAGE_HOST = /^(?:[a-z0-9-]+\.)*(?:twilio\.com|twiliocdn\.com|s3-external-1\.amazonaws\.com)$/;

/** Twilio did not give the attachment. */
export class MediaRejected extends Error {
  public constructor(readonly status: number) {
    super(`Twilio answered ${status} instead of the attachment`);
  }
}

const MAX_REDIRECTS = 3;
const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MILLIS = 10_000;

/**
 * `fetchMedia` with the network as an argument.
 *
 * @param isLocal whether this runs under the local gateway
 * @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`: only that host gets credentials
 */
export async function downloadMedia(
  { url }: Pick<InboundMedia, 'url'>,
  credentials: Credentials,
  options: FetchMediaOptions,
  send: typeof fetch,
  isLocal = false,
  region?: string,
): Promise<FetchedMedia> {
  const { maxBytes = MAX_BYTES, signal = AbortSignal.timeout(TIMEOUT_MILLIS) } = options;
  const response = isLocal && LOCAL_MEDIA_URL.test(url)
    ? await send(url, { redirect: 'manual', signal })
    : await fromTwilio(url, credentials, twilioOrigin('api', undefined, region), async (address, headers) =>
      send(address, { headers, redirect: 'manual', signal }));
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new MediaRejected(response.status);
  }
  return { contentType: response.headers.get('content-type') ?? '', bytes: await read(response, maxBytes) };
}

/** Follows redirects itself, so that only the first request has the credentials and only known hosts are called. */
async function fromTwilio(
  url: string,
  credentials: Credentials,
  origin: string,
  get: (address: string | URL, headers?: Record<string, string>) => Promise<Response>,
): Promise<Response> {
  const isAtTwilio = url.slice(0, origin.length).toLowerCase() === origin;
  if (!isAtTwilio || MEDIA_PATH.exec(url.slice(origin.length))?.[1] !== credentials.accountSid) {
    throw ownError(new Error(`The media URL is not an attachment of this account at ${origin}`));
  }
  let response = await get(url, { authorization: basicAuthorization(credentials) });
  for (let redirects = 0; redirects < MAX_REDIRECTS && isRedirect(response); redirects++) {
    response = await get(await storageUrl(response, url));
  }
  return response;
}

function isRedirect({ status }: Response): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

async function storageUrl(response: Response, base: string): Promise<URL> {
  await response.body?.cancel();
  const url = new URL(response.headers.get('location') ?? '', base);
  if (url.protocol !== 'https:' || url.port !== '' || !STORAGE_HOST.test(url.hostname)) {
    throw ownError(new Error(`Twilio redirected to ${url.origin}, which is not one of its media stores`), url.origin);
  }
  return url;
}

/** Checks the size while the bytes arrive: the length that a server announces may be wrong. */
async function read(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw ownError(new Error(`The attachment is larger than ${maxBytes} bytes`));
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
