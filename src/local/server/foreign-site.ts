import { IncomingMessage, RequestListener } from 'node:http';

/** `none`: the user typed the address, or followed a link outside of the browser. */
const OWN_SITES = ['same-origin', 'none'];

/** The answer to such a request. */
export const FOREIGN_SITE = 'A web page of another site sent this request. Paste the link that the terminal printed into the '
  + "browser's address bar.";

/**
 * Tells whether a page of another site made the browser send this request. Twilio and curl send neither header. Source:
 * Fetch Standard, "`Origin` header"; Fetch Metadata, "The Sec-Fetch-Site header".
 */
export function isFromForeignSite({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { host, origin, 'sec-fetch-site': site } = headers;
  return (origin !== undefined && origin !== `http://${host}`)
    || (site !== undefined && !OWN_SITES.includes(String(site)));
}

/** Answers requests of foreign sites with 403 on every path, before anything reads them. */
export function rejectForeignSites(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (!isFromForeignSite(request)) return listener(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message: FOREIGN_SITE }));
  };
}
