import { createServer, type IncomingMessage, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Gate } from './https-front-end';
import { matchesJsonPattern } from '../support/json-pattern';

/**
 * Stands between a command and moto, and tells of each call: to end the command just there. It applies the filter
 * pattern of `FilterLogEvents`, which moto ignores.
 */
export class AwsGate {
  static async start(endpoint: string): Promise<AwsGate> {
    const proxy = new AwsGate(new URL(endpoint));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  gate?: Gate;
  /** Every call to AWS, by name. */
  readonly calls: string[] = [];
  private readonly server: Server;

  private constructor(endpoint: URL) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const name = operationOf(request, body);
        this.calls.push(name);
        this.gate?.('before', name);
        const { method, url, headers } = request;
        send({ host: endpoint.hostname, port: endpoint.port, method, path: url, headers }, (answer) => {
          this.gate?.('after', name);
          if (name === 'FilterLogEvents' && answer.statusCode === 200) {
            void filteredEvents(answer, JSON.parse(body.toString()).filterPattern).then((text) => response.end(text));
            return;
          }
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        }).end(body);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function operationOf({ headers }: IncomingMessage, body: Buffer): string {
  return (headers['x-amz-target'] as string | undefined)?.split('.')[1] ?? new URLSearchParams(body.toString()).get('Action') ?? 'unknown';
}

async function filteredEvents(answer: IncomingMessage, pattern: string): Promise<string> {
  const { events, ...rest } = await json(answer) as { events: { message: string }[] };
  const matches = (line: string) => line.startsWith('{') && matchesJsonPattern(pattern, JSON.parse(line));
  return JSON.stringify({ ...rest, events: events.filter(({ message }) => matches(message)) });
}
