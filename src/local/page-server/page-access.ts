import { randomBytes, timingSafeEqual } from 'node:crypto';
import { IncomingMessage } from 'node:http';

/**
 * Who may use the page's API: only the browser in which the link that the terminal printed was opened. Other sites cannot send the cookie
 * (SameSite), other programs of this machine do not know the key.
 */
export class PageAccess {
  /** Random per run. */
  public readonly key = randomKey();

  /** Opens the page once: other users of this machine see the arguments of the program that opens the browser. */
  private singleUseKey?: string;

  /** A key for one visit, which takes the place of the one given before. */
  public newSingleUseKey(): string {
    this.singleUseKey = randomKey();
    return this.singleUseKey;
  }

  /** Whether the page may be entered with it. */
  public admits(candidate: string): boolean {
    if (this.singleUseKey === undefined || !isSame(candidate, this.singleUseKey)) return isSame(candidate, this.key);
    this.singleUseKey = undefined;
    return true;
  }

  /** Value of the `Set-Cookie` header. */
  public cookie(request: IncomingMessage): string {
    return `${cookieName(request)}=${this.key}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether the request comes from our page, in a browser that holds the key. */
  public allows(request: IncomingMessage): boolean {
    return this.isSameOrigin(request) && cookies(request).some(([name, value]) => name === cookieName(request) && isSame(value, this.key));
  }

  /** Browsers send `Origin` with every POST, and `Sec-Fetch-Site` with everything. */
  private isSameOrigin({ method, headers }: IncomingMessage): boolean {
    if (method === 'POST' || headers.origin !== undefined) return headers.origin === `http://${headers.host}`;
    return ['same-origin', undefined].includes(headers['sec-fetch-site'] as string | undefined);
  }
}

/** The names by which the server may be called. Any other would be a name that a foreign site points at this machine (DNS rebinding). */
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

/** With the port, since browsers share cookies among the ports of a host. */
function cookieName({ socket }: IncomingMessage): string {
  return `twilio-sms-gateway-${socket.localPort}`;
}

function cookies({ headers }: IncomingMessage): [name: string, value: string][] {
  return (headers.cookie ?? '').split('; ').map((cookie) => {
    const [name, ...value] = cookie.split('=');
    return [name, value.join('=')];
  });
}
