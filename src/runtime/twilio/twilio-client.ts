import { setTimeout as pause } from 'node:timers/promises';
import { pauseAfter } from './back-off';
import type { Credentials } from './twilio-api';
import { rejected, unreachable } from './twilio-error';

/** Twilio's APIs, each on a host of its own. */
export type TwilioApi = 'api' | 'messaging';

export interface TwilioClient {
  readonly accountSid: string;
  get<T>(doing: string, api: TwilioApi, path: string): Promise<T>;
  post<T>(doing: string, api: TwilioApi, path: string, form: Readonly<Record<string, string>>): Promise<T>;
  /** All items of a list, page by page. */
  list<T>(doing: string, api: TwilioApi, path: string, key: string): Promise<T[]>;
}

export interface TwilioClientOptions {
  /** Where all of it is in tests: an address on loopback. */
  readonly url?: string;
  /** How one goes on after an error, such as `run this again`. */
  readonly again: string;
  /** Longer than this it does not wait for another try, in milliseconds. */
  readonly longestPause: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** A page of a list. Twilio's older API links pages by path, the newer ones by URL. */
interface Page {
  readonly next_page_uri?: string | null;
  readonly meta?: { readonly next_page_url?: string | null };
  readonly [key: string]: unknown;
}

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/;
const TRIES = 4;
const ANSWER_MILLIS = 20_000;

/**
 * Twilio's REST API. By `fetch`, since Twilio's own client is 4 MB. What may succeed a moment later (429, 5xx) is tried again: every write
 * here sets values, so that twice is as good as once.
 * Source: Twilio, "Twilio APIs: requests, responses, rate limits"; the shapes are those of its OpenAPI description.
 *
 * @throws Error for an address that is not on loopback
 */
export function twilioClient({ accountSid, authToken }: Credentials, { url, again, longestPause, signal }: TwilioClientOptions): TwilioClient {
  if (url !== undefined && !LOOPBACK.test(url)) throw new Error('another address may only be an address on loopback, for tests: the auth token goes there');
  const origin = (api: TwilioApi) => url ?? `https://${api}.twilio.com`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const call = async <T>(doing: string, address: string, init: RequestInit): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const isLast = tries === TRIES || signal?.aborted === true;
      const answer = await send(address, { ...init, headers: { authorization, ...init.headers } }, signal).catch((error: Error) => {
        if (isLast || signal?.aborted) throw unreachable(doing, new URL(address).host, error, again);
        return undefined;
      });
      if (answer?.ok) return answer.content as T;
      const wait = pauseAfter(tries, answer?.retryAfterMs);
      if (answer !== undefined) {
        const isWorthIt = (answer.status === 429 || answer.status >= 500) && !isLast && wait <= longestPause;
        if (!isWorthIt) throw rejected(doing, answer, again);
      }
      await pause(wait, undefined, { signal }).catch(() => undefined); // the next try says that there was no time
    }
  };
  const get = <T>(doing: string, api: TwilioApi, path: string) => call<T>(doing, origin(api) + path, { method: 'GET' });
  return {
    accountSid,
    get,
    post: (doing, api, path, form) => call(doing, origin(api) + path, { method: 'POST', body: new URLSearchParams(form) }),
    list: async <T>(doing: string, api: TwilioApi, path: string, key: string) => {
      const items: T[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const page: Page = await get(doing, api, next);
        items.push(...(page[key] as T[] | undefined) ?? []);
        next = nextPage(page);
      }
      return items;
    },
  };
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly content: unknown;
  readonly code?: number;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Rejects when nothing came back. */
async function send(address: string, init: RequestInit, signal?: AbortSignal): Promise<Answer> {
  const timeout = AbortSignal.timeout(ANSWER_MILLIS);
  const response = await fetch(address, {
    ...init,
    redirect: 'error', // credentials go to no other address
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const content = parse(await response.text());
  const { code, message } = Object(content) as { readonly code?: unknown; readonly message?: unknown };
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN) * 1000;
  return {
    ok: response.ok && content !== undefined,
    status: response.ok && content === undefined ? 502 : response.status, // a proxy's page, say
    content,
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message : 'no reason given',
    retryAfterMs: Number.isNaN(retryAfter) ? undefined : retryAfter,
  };
}

/** Its path only: the host stays ours. */
function nextPage({ next_page_uri, meta }: Page): string | undefined {
  const next = next_page_uri || meta?.next_page_url;
  if (!next) return undefined;
  const { pathname, search } = new URL(next, 'https://twilio.invalid');
  return pathname + search;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
