import { randomBytes, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, LOOPBACK } from '../src/local/server/loopback-server';

/** The function's answer and its times, as `performance.now()`. */
export interface Invocation {
  readonly deliveredAt: number;
  readonly answeredAt: number;
  readonly body: string;
}

interface Pending {
  readonly event: string;
  readonly resolve: (invocation: Invocation) => void;
  readonly reject: (error: Error) => void;
  deliveredAt: number;
}

/** Twilio's and the function's own time-out. */
const TIMEOUT_MILLIS = 15_000;

/**
 * The server that Lambda's runtimes ask for work: the part of AWS that the Runtime Interface Client talks to.
 * Source: AWS Lambda, "Using the Lambda runtime API for custom runtimes".
 */
export class RuntimeApi {
  static async start(functionName: string): Promise<{ api: RuntimeApi; address: string; close: () => Promise<void> }> {
    const api = new RuntimeApi(functionName);
    const server = await listenOnLoopback(0, () => (request, response) => void api.handle(request, response));
    return { api, address: `${LOOPBACK}:${server.port}`, close: server.close };
  }

  private readonly invocations = new Map<string, Pending>();
  private readonly queue: Pending[] = [];
  private waiting?: ServerResponse;
  private failure?: Error;
  private firstRequestAt?: number;

  private constructor(private readonly functionName: string) {}

  /** When the function first asked for work, which is the end of its init. */
  get initializedAt(): number {
    if (this.firstRequestAt === undefined) throw new Error(`${this.functionName} is not initialized yet`);
    return this.firstRequestAt;
  }

  /** Gives the function an event, now or as soon as it asks. */
  async invoke(event: unknown): Promise<Invocation> {
    if (this.failure) throw this.failure;
    return new Promise((resolve, reject) => {
      this.queue.push({ event: JSON.stringify(event), resolve, reject, deliveredAt: 0 });
      this.deliver();
    });
  }

  /** The function ended: what is pending will get no answer. */
  fail(error: Error): void {
    this.failure = error;
    [...this.queue, ...this.invocations.values()].forEach(({ reject }) => reject(error));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      this.firstRequestAt ??= performance.now();
      this.waiting = response;
      return this.deliver();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answeredAt = performance.now();
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');

    const body = Buffer.concat(chunks).toString();
    const [, id, outcome] = /\/invocation\/([^/]+)\/(response|error)$/.exec(request.url ?? '') ?? [];
    const pending = this.invocations.get(id);
    this.invocations.delete(id);
    if (outcome !== 'response' || !pending) return this.fail(new Error(`${this.functionName} reported ${request.url}: ${body}`));
    pending.resolve({ deliveredAt: pending.deliveredAt, answeredAt, body });
  }

  private deliver(): void {
    const response = this.waiting;
    const pending = response && this.queue.shift();
    if (!pending) return;
    this.waiting = undefined;
    const requestId = randomUUID();
    this.invocations.set(requestId, pending);
    // All headers of the real one: the client ends itself when the trace id is missing.
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(pending.event),
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': Date.now() + TIMEOUT_MILLIS,
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:000000000000:function:${this.functionName}`,
      'lambda-runtime-trace-id': `Root=1-${hex(4)}-${hex(12)};Parent=${hex(8)};Sampled=0`,
    });
    pending.deliveredAt = performance.now();
    response.end(pending.event);
  }
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
