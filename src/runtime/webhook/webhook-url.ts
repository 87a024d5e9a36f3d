import { Rejection } from '../log/rejection';

/** What is known at deployment about the URL that Twilio calls. */
export interface WebhookUrlSettings {
  /** The public URL, where the one in the event is not the one that Twilio calls. */
  readonly webhookUrl?: string;
  /** Scheme of the front end. `http` only under the local gateway. */
  readonly scheme: 'https' | 'http';
}

/** A REST API's query with more parameters than this is not rebuilt: set `webhookUrl` with its query string. */
export const MAX_REBUILT_PARAMETERS = 8;

/** The check tries each with and without the default port, so at most 16 URLs in all. */
const MAX_CANDIDATES = 8;

/**
 * The URLs that Twilio may have signed for this event, the likeliest first. Never from `Host` or `X-Forwarded-*`, which
 * the caller chooses: API Gateway rejects hosts that it does not know, so `requestContext.domainName` can be trusted.
 *
 * @throws Rejection 400 where the event names no URL
 */
export function candidateUrls(event: unknown, settings: WebhookUrlSettings): readonly string[] {
  const { rawPath, rawQueryString, requestContext, multiValueQueryStringParameters, queryStringParameters } = record(event);
  const { domainName, path } = record(requestContext);
  const queries = typeof rawQueryString === 'string'
    ? verbatimQueries(rawQueryString)
    : rebuiltQueries(multiValueQueryStringParameters ?? queryStringParameters);

  if (settings.webhookUrl !== undefined) {
    const [base, query] = settings.webhookUrl.split('#')[0].split(/\?(.*)/s);
    return candidates([base], query === undefined ? queries : verbatimQueries(query));
  }
  const requested = rawPath ?? path;
  if (typeof domainName !== 'string' || typeof requested !== 'string') {
    throw new Rejection(400, 'not_a_webhook', 'the event names no domain or path');
  }
  const origin = `${settings.scheme}://${domainName}`;
  // An HTTP API has decoded the path, a function URL and a REST API have not.
  return candidates([origin + requested, origin + encodePath(requested)], queries);
}

function candidates(bases: readonly string[], queries: readonly string[]): readonly string[] {
  const urls = bases.flatMap((base) => queries.map((query) => (query === '' ? base : `${base}?${query}`)));
  return [...new Set(urls)].slice(0, MAX_CANDIDATES);
}

/** As received; and with the one character that Twilio's back ends are known to sign in another spelling than they send. */
function verbatimQueries(query: string): readonly string[] {
  return [query, query.replaceAll("'", '%27'), query.replaceAll('%27', "'")];
}

/** A REST API gives the query decoded: neither the spelling of a space nor the order of different names is known. */
function rebuiltQueries(map: unknown): readonly string[] {
  const pairs = Object.entries(record(map)).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).flatMap((value) => (typeof value === 'string' ? [[name, value] as const] : [])));
  if (pairs.length > MAX_REBUILT_PARAMETERS) {
    return [''];
  }
  const sorted = [...new Set(pairs.map(([name]) => name))].sort().flatMap((name) => pairs.filter((pair) => pair[0] === name));
  // The likelier encodings of both orders come first: only so many candidates are tried.
  return ENCODINGS.flatMap((encode) => [pairs, sorted].map((order) =>
    order.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')));
}

/** What may stand unescaped in a query string (RFC 3986, section 3.4), less what separates parameters. */
const LEGAL_IN_QUERY = /%(?:2C|2F|3A|3B|3F|40|24|21|27|28|29|2A)/g;

type Spell = (text: string) => string;

/** As JavaScript writes it. */
const component: Spell = (text) => encodeURIComponent(wellFormed(text));
const strict: Spell = (text) => component(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const plain: Spell = (text) => strict(text).replace(LEGAL_IN_QUERY, decodeURIComponent);
const withoutApostrophe: Spell = (text) => plain(text).replaceAll("'", '%27');

/** The likeliest first, each with blanks as `%20` and as `+`. */
const ENCODINGS: readonly Spell[] = [plain, withoutApostrophe, component, strict]
  .flatMap((spell) => [spell, (text: string) => spell(text).replaceAll('%20', '+')]);

function encodePath(path: string): string {
  return encodeURI(wellFormed(path)).replaceAll('?', '%3F').replaceAll('#', '%23');
}

/** `encodeURI` throws on half a surrogate pair. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}
