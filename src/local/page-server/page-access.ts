import { randomBytes, timingSafeEqual } from 'node:crypto';
import { IncomingMessage } from 'node:http';

/**
 * Decides who may use the page's API: only the browser that opened the link from the terminal. Other sites cannot send
 * the cookie (SameSite), and other programs of this machine do not know the key.
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

  /** Tells whether the key opens the page. */
  public admits(candidate: string): boolean {
    if (this.singleUseKey === undefined || !isSame(candidate, this.singleUseKey)) return isSame(candidate, this.key);
    this.singleUseKey = undefined;
    return true;
  }

  /** Value of the `Set-Cookie` header. */
  public cookie(request: IncomingMessage): string {
    return `${cookieName(request)}=${this.key}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Tells whether the request comes from our page, in a browser that holds the key. */
  public allows(request: IncomingMessage): boolean {
    const hasKey = () => cookies(request).some(([name, value]) =>
      name === cookieName(request) && isSame(value, this.key));
    return this.isSameOrigin(request) && hasKey();
  }

  /** Browsers send `Origin` with every POST, and `Sec-Fetch-Site` with everything. */
  private isSameOrigin({ method, headers }: IncomingMessage): boolean {
    if (method === 'POST' || headers.origin !== undefined) return headers.origin === `http://${headers.host}`;
    return ['same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined);
  }
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

function isSame(candidate: string, key: string): boolean {
  const [actual, expected] = [Buffer.from(candidate), Buffer.from(key)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** The name has the port, since browsers share cookies among the ports of a host. */
function cookieName({ socket }: IncomingMessage): string {
  return `twilio-sms-gateway-${socket.localPort}`;
}

function cookies({ headers }: IncomingMessage): [name: string, value: string][] {
  return (headers.cookie ?? '').split('; ').map((cookie) => {
    const [name, ...value] = cookie.split('=');
    return [name, value.join('=')];
  });
}
