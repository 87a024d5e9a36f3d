import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Imports the handler as Lambda does. Unlike Lambda it takes several events at the same time: a hundred processes are
 * too many for a laptop.
 */
const RUNTIME = `
  const { handler } = await import(process.env.TEST_HANDLER);
  process.on('message', async ({ id, event, remaining }) => {
    const end = Date.now() + remaining;
    try {
      process.send({ id, response: await handler(event, { awsRequestId: id, getRemainingTimeInMillis: () => end - Date.now() }) });
    } catch (error) {
      process.send({ id, error: String(error) });
    }
  });
  process.send({ id: 'ready' });
`;

interface Answer {
  readonly id: string;
  readonly response?: any;
  readonly error?: string;
}

/** A process of a function, which may be killed. */
export class Container {
  /** @param folder for its runtime */
  static async start(
    folder: string,
    handlerFile: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Container> {
    const runtime = path.join(folder, 'runtime.mjs');
    writeFileSync(runtime, RUNTIME);
    const child = fork(runtime, { env: { TEST_HANDLER: pathToFileURL(handlerFile).href, ...environment }, execArgv: ['--no-warnings'], silent: true });
    const container = new Container(child);
    await new Promise<void>((resolve, reject) => {
      container.pending.set('ready', () => resolve());
      child.once('exit', () => reject(new Error(`The function did not start: ${container.printed}`)));
    });
    return container;
  }

  /** All that it wrote. */
  printed = '';
  private readonly pending = new Map<string, (answer: Answer | undefined) => void>();
  private invocations = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: Answer) => this.pending.get(answer.id)?.(answer));
    child.once('exit', () => this.pending.forEach((resolve) => resolve(undefined)));
    [child.stdout, child.stderr].forEach((stream) => stream!.on('data', (chunk: Buffer) => (this.printed += chunk.toString())));
  }

  /** The handler's result, or undefined if the process ended first. */
  async invoke(event: unknown, remaining = 15_000): Promise<any> {
    const id = `request-${this.invocations++}`;
    const answer = await new Promise<Answer | undefined>((resolve) => {
      this.pending.set(id, resolve);
      this.child.send({ id, event, remaining });
    });
    if (answer?.error !== undefined) throw new Error(answer.error);
    return answer?.response;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
