import { FunctionFailure, FunctionProcess, FunctionSpecification } from './function-process';

/** More than one developer needs, and few enough for a laptop. Further invocations wait. */
const MAX_PROCESSES = 10;

/**
 * Runs invocations in processes of one version of the function, reusing idle ones, as Lambda reuses execution
 * environments.
 */
export class FunctionPool {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: ((process: FunctionProcess) => void)[] = [];
  private readonly leaving = new Set<Promise<void>>();
  private retired = false;
  private closed = false;

  public constructor(
    private readonly specification: FunctionSpecification,
    private readonly limit: number = MAX_PROCESSES,
  ) {}

  /** Starts a process before the first invocation, so that an error in its init is seen before a message is sent. */
  public warm(): void {
    this.idle.push(this.start());
  }

  /** @throws FunctionFailure if the function gave no answer */
  public async invoke(requestId: string, event: unknown): Promise<unknown> {
    const process = await this.acquire();
    try {
      return await process.invoke(requestId, event);
    } finally {
      this.release(process);
    }
  }

  /** Another version takes over: idle processes end now, the others after their invocation. */
  public retire(): void {
    this.retired = true;
    this.idle.splice(0).forEach((process) => this.discard(process));
  }

  /** Ends all processes, even during an invocation, and waits until they are gone. */
  public async close(): Promise<void> {
    this.closed = true;
    this.waiting.length = 0;
    this.processes.forEach((process) => this.discard(process));
    await Promise.all(this.leaving);
  }

  private async acquire(): Promise<FunctionProcess> {
    if (this.closed) throw new FunctionFailure('The local gateway is closing.');
    for (let process = this.idle.pop(); process !== undefined; process = this.idle.pop()) {
      if (process.alive) return process;
      this.discard(process);
    }
    if (this.processes.size < this.limit) return this.start();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private release(process: FunctionProcess): void {
    const next = this.waiting.shift();
    if (process.alive && next !== undefined) return next(process);
    if (process.alive && !this.retired) return void this.idle.push(process);
    this.discard(process);
    next?.(this.start());
  }

  private start(): FunctionProcess {
    const process = new FunctionProcess(this.specification);
    this.processes.add(process);
    return process;
  }

  private discard(process: FunctionProcess): void {
    this.processes.delete(process);
    const stopped: Promise<void> = process.stop().then(() => void this.leaving.delete(stopped));
    this.leaving.add(stopped);
  }
}
