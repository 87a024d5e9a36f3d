import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way to AWS. */
export interface ProxiedCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  readonly input: Record<string, any>;
}

type Hook<Result> = (call: ProxiedCall) => Promise<Result> | Result;

/**
 * Between a function and an AWS service of JSON protocol: the moments before a call has its effect, and before its
 * answer is heard.
 */
export class AwsProxy {
  static async start(endpoint: string): Promise<AwsProxy> {
    const proxy = new AwsProxy(endpoint);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private readonly server: Server;

  private constructor(endpoint: string) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const body = Buffer.concat(chunks);
        const call = { operation: String(request.headers['x-amz-target']).split('.')[1], input: JSON.parse(String(body)) as Record<string, any> };
        if (await this.before(call) === 'drop') {
          request.socket.destroy();
          return;
        }
        const forwarded = send(`${endpoint}${request.url}`, { method: request.method, headers: { ...request.headers, host: new URL(endpoint).host } }, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', async () => {
            await this.after(call);
            response.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(parts));
          });
        });
        forwarded.on('error', () => response.destroy());
        forwarded.end(body);
      });
    });
  }

  /** A call that is dropped never reaches the service. */
  before: Hook<'drop' | undefined> = () => undefined;
  after: Hook<unknown> = () => undefined;

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
