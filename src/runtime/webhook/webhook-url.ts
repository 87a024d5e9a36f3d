import { record } from './webhook-request';
import { Rejection } from '../log/rejection';

/** Settings of the deployment for the URL that Twilio calls. */
export interface WebhookUrlSettings {
  /** The public URL, if it differs from the URL in the event. */
  readonly webhookUrl?: string;
  /** Scheme of the front end. `http` only under the local gateway. */
  readonly scheme: 'https' | 'http';
}

/** A longer query of a REST API is not rebuilt: set `webhookUrl` with its query string. */
export const MAX_REBUILT_PARAMETERS = 8;

/** The check tries each with and without the default port, so at most 16 URLs. */
const MAX_CANDIDATES = 8;

/**
 * The URLs that Twilio may have signed for this event, the likeliest first. They never come from `Host` or
 * `X-Forwarded-*`, which the caller chooses. `requestContext.domainName` can be trusted: API Gateway rejects unknown
 * hosts.
 *
 * @throws Rejection 400 if the event has no URL
 */
export function candidateUrls(event: unknown, settings: WebhookUrlSettings): readonly string[] {
  const fields = record(event);
  const { rawPath, rawQueryString, requestContext } = fields;
  const { domainName, path } = record(requestContext);
  const queries = typeof rawQueryString === 'string'
    ? verbatimQueries(rawQueryString)
    : rebuiltQueries(fields.multiValueQueryStringParameters ?? fields.queryStringParameters);

  if (settings.webhookUrl !== undefined) {
    const [base, query] = settings.webhookUrl.split('#')[0].split(/\?(.*)/s);
    return candidates([base, normalForm(base)], query === undefined ? queries : verbatimQueries(query));
  }
  const requested = rawPath ?? path;
  if (typeof domainName !== 'string' || typeof requested !== 'string') {
    throw new Rejection(400, 'not_a_webhook', 'the event has no domain or path');
  }
  const origin = `${settings.scheme}://${domainName}`;
  // An HTTP API decodes the path, a function URL and a REST API do not.
  return candidates([origin + requested, origin + encodePath(requested)], queries);
}

/**
 * The URL as HTTP clients request it: with its host in lower case and ASCII, and with a path. Everything else stays as
 * it was given. Source: WHATWG, "URL Standard".
 */
function normalForm(base: string): string {
  const origin = /^https?:\/\/[^\s/\\@]+/i.exec(base)?.[0];
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin + (base.slice(origin.length) || '/') : base;
}

/** Advice for a signature that no URL fits. It may be the query: Twilio signs its own spelling of it. */
export function queryAdvice(urls: readonly string[]): string | undefined {
  return urls.some((url) => url.includes('?')) ? QUERY_ADVICE : undefined;
}

const QUERY_ADVICE = 'if the query string is spelled or sorted in another way at Twilio, set the prop webhookUrl to the '
  + 'URL exactly as it is set at Twilio, query string included';

function candidates(bases: readonly string[], queries: readonly string[]): readonly string[] {
  const urls = bases.flatMap((base) => queries.map((query) => (query === '' ? base : `${base}?${query}`)));
  return [...new Set(urls)].slice(0, MAX_CANDIDATES);
}

/** The query as received, and both spellings of the one character that Twilio is known to sign differently. */
function verbatimQueries(query: string): readonly string[] {
  return [query, query.replaceAll("'", '%27'), query.replaceAll('%27', "'")];
}

/** A REST API decodes the query: the spelling of a space and the order of different names are lost. */
function rebuiltQueries(map: unknown): readonly string[] {
  const pairs = Object.entries(record(map)).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => (typeof value === 'string' ? [[name, value] as const] : [])));
  if (pairs.length > MAX_REBUILT_PARAMETERS) {
    return [''];
  }
  const names = [...new Set(pairs.map(([name]) => name))].sort();
  const sorted = names.flatMap((name) => pairs.filter((pair) => pair[0] === name));
  // Both orders of the likelier encodings come first, since the number of candidates is limited.
  return ENCODINGS.flatMap((encode) => [pairs, sorted].map((order) =>
    order.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')));
}

/** Characters that a query string may hold unescaped (RFC 3986, section 3.4), less those that separate parameters. */
const LEGAL_IN_QUERY = /%(?:2C|2F|3A|3B|3F|40|24|21|27|28|29|2A)/g;

type Spell = (text: string) => string;

/** JavaScript's spelling. */
const component: Spell = (text) => encodeURIComponent(wellFormed(text));
const strict: Spell = (text) =>
  component(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const plain: Spell = (text) => strict(text).replace(LEGAL_IN_QUERY, decodeURIComponent);
const withoutApostrophe: Spell = (text) => plain(text).replaceAll("'", '%27');

/** The likeliest spellings first, each with blanks as `%20` and as `+`. */
const ENCODINGS: readonly Spell[] = [plain, withoutApostrophe, component, strict]
  .flatMap((spell) => [spell, (text: string) => spell(text).replaceAll('%20', '+')]);

function encodePath(path: string): string {
  return encodeURI(wellFormed(path)).replaceAll('?', '%3F').replaceAll('#', '%23');
}

/** `encodeURI` throws on half a surrogate pair. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
