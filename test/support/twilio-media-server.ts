import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The content under a media SID. */
export type StoredMedia =
  | { readonly contentType: string; readonly bytes: Uint8Array }
  /** Never ends. */
  | 'endless'
  /** Redirects to an address of the test's choice, which Twilio would never do. */
  | { readonly redirect: string };

/** A request and its credentials. */
export interface MediaRequest {
  readonly url: string;
  readonly credentials?: string;
}

/**
 * Makes a process connect to the emulator for every host with https. The request keeps its host. Only TLS is left out,
 * which neither the SDK's nor this project's code notices.
 */
const PRELOAD = `
  import net from 'node:net';
  import tls from 'node:tls';
  tls.connect = ({ port }) => {
    const socket = net.connect(port === 443 || port === '443' || !port ? Number(PORT) : 9, '127.0.0.1');
    socket.once('connect', () => socket.emit('secureConnect'));
    return socket;
  };
`;

/**
 * A strict emulator of Twilio's media on loopback. As https://api.twilio.com it requires the account's credentials and
 * redirects. As https://mms.twiliocdn.com it rejects requests with credentials. It records and rejects any other host.
 */
export class TwilioMediaServer {
  static async start(accountSid: string, authToken: string): Promise<TwilioMediaServer> {
    const server = new TwilioMediaServer([`${accountSid}:${authToken}`]);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    const preload = join(mkdtempSync(join(tmpdir(), 'preload-')), 'preload.mjs');
    writeFileSync(preload, PRELOAD.replace('PORT', String((server.server.address() as AddressInfo).port)));
    server.nodeOptions = `--import ${pathToFileURL(preload).href}`;
    return server;
  }

  /** For `NODE_OPTIONS` of the process that connects to it. */
  nodeOptions = '';
  /** The host that gets credentials. Another region of Twilio has another one. */
  apiHost = 'api.twilio.com';
  /** By media SID. */
  readonly media = new Map<string, StoredMedia>();
  readonly requests: MediaRequest[] = [];
  /** Number of answers that the other side aborted. */
  brokenOff = 0;

  readonly server: Server;

  private constructor(
    /** Credentials that are accepted: `user:password`. */
    public credentials: string[],
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.media.clear();
    this.requests.length = 0;
    this.brokenOff = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path = '', headers: { host, authorization } } = request;
    const credentials = authorization && Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    this.requests.push({ url: `https://${host}${path}`, credentials });
    const sid = /\/(ME[0-9a-f]{32})(?:\?Expires=1)?$/.exec(path)?.[1] ?? '';
    const media = this.media.get(sid);
    if (method !== 'GET' || media === undefined) return void response.writeHead(404).end();
    if (host === this.apiHost) {
      if (!this.credentials.includes(credentials ?? '')) return void response.writeHead(401).end();
      const location =
        typeof media === 'object' && 'redirect' in media
          ? media.redirect
          : `https://mms.twiliocdn.com/${sid}?Expires=1`;
      return void response.writeHead(307, { location }).end();
    }
    if (host !== 'mms.twiliocdn.com' || authorization !== undefined) return void response.writeHead(400).end();
    if (media === 'endless') return this.pour(response);
    if ('bytes' in media) response.writeHead(200, { 'content-type': media.contentType }).end(media.bytes);
  }

  private pour(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'image/png' });
    const timer = setInterval(() => response.write(Buffer.alloc(256 * 1024)), 1);
    response.on('close', () => {
      clearInterval(timer);
      this.brokenOff += 1;
    });
  }
}
