import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a request made of the function. */
export interface Invocation {
  readonly response?: { statusCode: number; headers?: Record<string, string>; body: string };
  /** What the handler rejected with. */
  readonly error?: string;
}

/** Imports the asset's handler as Lambda does, then runs one event after the other. */
const RUNTIME = `
  const started = Date.now();
  const { handler } = await import(process.env.TEST_HANDLER);
  if (handler.length >= 3) throw new Error('Node.js 24 rejects handlers with a callback');
  process.on('message', async ({ event, remaining }) => {
    const end = Date.now() + remaining;
    const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => end - Date.now() };
    try {
      process.send({ response: await handler(event, context) });
    } catch (error) {
      process.send({ error: String(error) });
    }
  });
  process.send({ initMs: Date.now() - started });
`;

/** A Lambda asset in a process of its own, with an environment made from scratch. */
export class LambdaProcess {
  static async start(
    assetFolder: string,
    environment: Readonly<Record<string, string>>,
    entry = 'gateway.mjs',
    execPath = process.execPath,
  ): Promise<LambdaProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
    writeFileSync(join(folder, 'runtime.mjs'), RUNTIME);
    const child = fork(join(folder, 'runtime.mjs'), {
      env: { TEST_HANDLER: pathToFileURL(join(assetFolder, entry)).href, HOME: folder, ...environment },
      execArgv: ['--no-warnings'],
      execPath,
      silent: true,
    });
    const lambda = new LambdaProcess(child, folder);
    lambda.initMs = (await lambda.next<{ initMs: number }>()).initMs;
    return lambda;
  }

  /** How long the init phase took. */
  initMs = 0;
  private output = '';

  private constructor(private readonly child: ChildProcess, private readonly folder: string) {
    child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Everything that it has printed. */
  get printed(): string {
    return this.output;
  }

  /** Its log: every line has to be JSON. */
  get log(): ReadonlyArray<Record<string, unknown>> {
    const lines = this.output.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async invoke(event: unknown, remaining = 15_000): Promise<Invocation> {
    const result = this.next<Invocation>();
    this.child.send({ event, remaining });
    const invocation = await result;
    await new Promise((resolve) => setTimeout(resolve, 20)); // what it printed comes through another pipe
    return invocation;
  }

  /** Ends it in the middle of what it does: the invocation rejects. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`The process ended: ${this.output}`));
      this.child.once('exit', ended);
      this.child.once('message', (message) => {
        this.child.off('exit', ended);
        resolve(message as T);
      });
    });
  }
}
