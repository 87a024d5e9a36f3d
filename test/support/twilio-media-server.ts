import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is kept under a media SID. */
export type StoredMedia =
  | { readonly contentType: string; readonly bytes: Uint8Array }
  /** Arrives for ever. */
  | 'endless'
  /** Where Twilio would never redirect to. */
  | { readonly redirect: string };

/** A request, and the credentials that came with it. */
export interface MediaRequest {
  readonly url: string;
  readonly credentials?: string;
}

/**
 * Has a process connect to the emulator whatever host it means by https, the host of the request staying what it is. Only TLS is left out:
 * the SDK's and this project's own code know nothing of it.
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
 * A strict emulator for Twilio's media on loopback. It plays https://api.twilio.com, which takes the account's credentials and redirects, and
 * https://mms.twiliocdn.com, which rejects whoever shows it credentials. Any other host is noted and rejected.
 */
export class TwilioMediaServer {
  static async start(accountSid: string, authToken: string): Promise<TwilioMediaServer> {
    const server = new TwilioMediaServer(`${accountSid}:${authToken}`);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    const preload = join(mkdtempSync(join(tmpdir(), 'preload-')), 'preload.mjs');
    writeFileSync(preload, PRELOAD.replace('PORT', String((server.server.address() as AddressInfo).port)));
    server.nodeOptions = `--import ${pathToFileURL(preload).href}`;
    return server;
  }

  /** For `NODE_OPTIONS` of the process that is to meet it. */
  nodeOptions = '';
  /** By media SID. */
  readonly media = new Map<string, StoredMedia>();
  readonly requests: MediaRequest[] = [];
  /** How many answers were broken off by the other side. */
  brokenOff = 0;

  private readonly server: Server;

  private constructor(private readonly credentials: string) {
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
    if (host === 'api.twilio.com') {
      if (credentials !== this.credentials) return void response.writeHead(401).end();
      const location = typeof media === 'object' && 'redirect' in media ? media.redirect : `https://mms.twiliocdn.com/${sid}?Expires=1`;
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
