import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from './back-off';
import { type Credentials, kindOf } from './credentials';
import { type RestRequest, type RestResponse, sendRequest } from './send-request';
import { rejectedError, unreachableError } from './twilio-error';
import { type TwilioApi, twilioOrigin } from './twilio-origin';

/** Reads and writes resources of a Twilio account. */
export interface TwilioClient {
  readonly accountSid: string;
  /** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. @default - `us1` */
  readonly region?: string;
  get<T>(doing: string, api: TwilioApi, path: string): Promise<T>;
  post<T>(doing: string, api: TwilioApi, path: string, form: Readonly<Record<string, string>>): Promise<T>;
  /** Creates a resource. The key lets Twilio create it once, although the request may be repeated. */
  postJson<T>(doing: string, api: TwilioApi, path: string, json: object, idempotencyKey: string): Promise<T>;
  /** Returns what Twilio says of a deletion that takes time. */
  delete<T>(doing: string, api: TwilioApi, path: string, idempotencyKey?: string): Promise<T>;
  /** Reads all items of a list, page by page. */
  list<T>(doing: string, api: TwilioApi, path: string, key: string): Promise<T[]>;
}

/** How a client retries, and what its errors advise. */
export interface TwilioClientOptions {
  /** The address of all APIs in tests, on loopback. @default - Twilio */
  readonly url?: string;
  /** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. @default - `us1` */
  readonly region?: string;
  /** The advice after an error that a later try may not meet, such as `run this again`. */
  readonly retryAdvice: string;
  /** Longest pause before another try, in milliseconds. If Twilio asks for more, the request fails. */
  readonly longestPauseMs: number;
  /** Ends requests and pauses. @default - nothing ends them early */
  readonly signal?: AbortSignal;
}

/** What a request sends, beside its address. */
type Content = Pick<RestRequest, 'method' | 'form' | 'json' | 'idempotencyKey'>;

/** A page of a list. Twilio's oldest API links pages by path, newer ones by URL, the newest ones by token. */
interface Page {
  readonly next_page_uri?: string | null;
  readonly meta?: { readonly next_page_url?: string | null; readonly nextToken?: string | null };
  readonly [key: string]: unknown;
}

const MAX_TRIES = 4;
const TIMEOUT_MILLIS = 20_000;

/**
 * Makes a client of Twilio's REST API that retries after 429, 5xx and lost connections. A write may be repeated,
 * because each write here sets values, deletes something or has an idempotency key. Requests and responses have the
 * shapes of Twilio's OpenAPI description.
 *
 * @throws Error for a `url` that is not on loopback, and for a malformed `region`
 */
export function createTwilioClient(credentials: Credentials, options: TwilioClientOptions): TwilioClient {
  const { url, region, retryAdvice, longestPauseMs, signal } = options;
  twilioOrigin('api', url, region); // an address that is not allowed fails here, before the first request
  const call = async <T>(doing: string, api: TwilioApi, path: string, content?: Content): Promise<T> => {
    const address = twilioOrigin(api, url, region) + path;
    const request = { url: address, credentials, ...content, timeoutMs: TIMEOUT_MILLIS, signal };
    for (let tries = 1; ; tries++) {
      const isLast = tries === MAX_TRIES || signal?.aborted === true;
      const response = await sendRequest(request).then(asJson, (error: Error) => {
        if (isLast || signal?.aborted) throw unreachableError(doing, new URL(address).host, error, retryAdvice);
        return undefined;
      });
      if (response?.isSuccess) return response.content as T;
      const pause = pauseAfter(tries, response?.retryAfterMs);
      if (response !== undefined && (isLast || pause > longestPauseMs || !isTransient(response))) {
        throw rejectedError(doing, response, retryAdvice, kindOf(credentials));
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined); // after an abort the next try reports it
    }
  };
  const get = async <T>(doing: string, api: TwilioApi, path: string) => call<T>(doing, api, path);
  return {
    accountSid: credentials.accountSid,
    region,
    get,
    post: async (doing, api, path, form) => call(doing, api, path, { form: new URLSearchParams(form) }),
    postJson: async (doing, api, path, json, idempotencyKey) => call(doing, api, path, { json, idempotencyKey }),
    delete: async (doing, api, path, idempotencyKey) => call(doing, api, path, { method: 'DELETE', idempotencyKey }),
    list: async <T>(doing: string, api: TwilioApi, path: string, key: string) => {
      const items: T[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const page: Page = await get(doing, api, next);
        items.push(...(page[key] as T[] | undefined) ?? []);
        next = nextPage(page, path);
      }
      return items;
    },
  };
}

/** A success without JSON comes from something between here and Twilio, such as a proxy. A deletion has no content. */
function asJson(response: RestResponse): RestResponse {
  const isFromTwilio = !response.isSuccess || response.content !== undefined || response.status === 204;
  return isFromTwilio ? response : { ...response, isSuccess: false, status: 502 };
}

function isTransient({ status }: RestResponse): boolean {
  return status === 429 || status >= 500;
}

/** Returns only the path of the next page, so that the credentials go to no host that a response names. */
function nextPage({ next_page_uri, meta }: Page, firstPage: string): string | undefined {
  if (meta?.nextToken) {
    return `${firstPage}${firstPage.includes('?') ? '&' : '?'}pageToken=${encodeURIComponent(meta.nextToken)}`;
  }
  const next = next_page_uri || meta?.next_page_url;
  if (!next) return undefined;
  const { pathname, search } = new URL(next, 'https://twilio.invalid');
  return pathname + search;
}
