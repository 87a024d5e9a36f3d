import { setTimeout as pause } from 'node:timers/promises';
import { TwilioError, unreachable } from './twilio-problem';
import { API_URL_ENV } from '../../runtime/env';
import { pauseAfter } from '../../runtime/worker/back-off';
import { CliContext, UsageError } from '../context';
import { TwilioCredentials } from '../twilio-credentials';

/** Twilio's APIs, each on a host of its own. */
export type TwilioApi = 'api' | 'messaging';

export interface TwilioClient {
  readonly accountSid: string;
  get<T>(doing: string, api: TwilioApi, path: string): Promise<T>;
  post<T>(doing: string, api: TwilioApi, path: string, form: Readonly<Record<string, string>>): Promise<T>;
  /** All items of a list, page by page. */
  list<T>(doing: string, api: TwilioApi, path: string, key: string): Promise<T[]>;
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
/** Longer than this nobody waits at a terminal. */
const LONGEST_PAUSE = 10_000;

/**
 * Twilio's REST API. By `fetch`, since Twilio's own client is 4 MB. What may succeed a moment later (429, 5xx) is tried again: every write
 * here sets values, so that twice is as good as once.
 * Source: Twilio, "Twilio APIs: requests, responses, rate limits"; the shapes are those of its OpenAPI description.
 */
export function twilioClient({ accountSid, authToken }: TwilioCredentials, { env }: Pick<CliContext, 'env'>): TwilioClient {
  const origin = originFor(env[API_URL_ENV]);
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const call = async <T>(doing: string, url: string, init: RequestInit): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const answer = await send(doing, url, { ...init, headers: { authorization, ...init.headers } }, tries < TRIES);
      if (answer?.ok) return answer.content as T;
      const wait = pauseAfter(tries, answer?.retryAfterMs);
      if (answer !== undefined) {
        const isWorthIt = (answer.status === 429 || answer.status >= 500) && tries < TRIES && wait <= LONGEST_PAUSE;
        if (!isWorthIt) throw new TwilioError(answer.status, answer.code, doing, answer.message);
      }
      await pause(wait);
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

/** `undefined` when nothing came back and it is worth another try. */
async function send(doing: string, url: string, init: RequestInit, isTriedAgain: boolean): Promise<Answer | undefined> {
  try {
    // Credentials go to no other address.
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MILLIS) });
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
  } catch (error) {
    if (isTriedAgain) return undefined;
    throw unreachable(doing, new URL(url).host, error as Error);
  }
}

function originFor(override: string | undefined): (api: TwilioApi) => string {
  if (!override) return (api) => `https://${api}.twilio.com`;
  if (!LOOPBACK.test(override)) throw new UsageError(`${API_URL_ENV} may only be an address on loopback, for tests: the auth token goes there.`);
  return () => override;
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
