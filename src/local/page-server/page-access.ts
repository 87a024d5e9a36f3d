import { randomBytes, timingSafeEqual } from 'node:crypto';
import { IncomingMessage } from 'node:http';

/** The header that holds a key. A script of another site cannot send it without our permission, which nobody gets. */
export const PAGE_KEY_HEADER = 'x-page-key';

/**
 * Decides who may use the page's API: the browser tab that opened the link from the terminal. The key is no cookie:
 * browsers send cookies to every port of a host, and any other server on this machine would get it.
 */
export class PageAccess {
  /** Random per run. */
  public readonly key = randomKey();

  /** Opens the page once, since other users of this machine see the arguments of the program that opens the browser. */
  private singleUseKey?: string;

  /** Makes a key for one visit. It replaces the previous one. */
  public newSingleUseKey(): string {
    this.singleUseKey = randomKey();
    return this.singleUseKey;
  }

  /** Returns the key of the API for the key of a link. Undefined if that key opens nothing. */
  public enter(request: IncomingMessage): string | undefined {
    const candidate = keyOf(request);
    if (this.singleUseKey === undefined || !isSame(candidate, this.singleUseKey)) {
      return isSame(candidate, this.key) ? this.key : undefined;
    }
    this.singleUseKey = undefined;
    return this.key;
  }

  /** Tells whether the request holds the key of the API. */
  public allows(request: IncomingMessage): boolean {
    return isSame(keyOf(request), this.key);
  }
}

/** The link that opens the page. A browser sends no server the part after `#`. */
export function pageLink(url: string, key: string): string {
  return `${url}/#key=${key}`;
}

/**
 * Tells whether the server is called by a local name. Any other may be a foreign site's name for this machine (DNS
 * rebinding).
 */
export function isLocalHost(host: string | undefined, port: number): boolean {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return names.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

function randomKey(): string {
  return randomBytes(16).toString('base64url');
}

function keyOf({ headers }: IncomingMessage): string {
  return String(headers[PAGE_KEY_HEADER] ?? '');
}

function isSame(candidate: string, key: string): boolean {
  const [actual, expected] = [Buffer.from(candidate), Buffer.from(key)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
