import { ServerResponse } from 'node:http';
import { PageEvents } from '../page-protocol/page-protocol';

/** A browser that leaves more unread is disconnected. It connects again and gets all data. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** Sends server-sent events to every open page. Source: HTML Standard, "Server-sent events". */
export class EventStream {
  private readonly open = new Set<ServerResponse>();

  /** Answers a request with a stream that begins with `start`. */
  public join(response: ServerResponse, start: PageEvents['start']): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write(encode('start', start));
    this.open.add(response);
    response.once('close', () => this.open.delete(response));
  }

  public send<N extends keyof PageEvents>(name: N, data: PageEvents[N]): void {
    if (this.open.size === 0) return;
    const text = encode(name, data);
    for (const response of this.open) {
      response.write(text);
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    }
  }
}

/** JSON has no line breaks, so that one line of data holds it. */
function encode(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
