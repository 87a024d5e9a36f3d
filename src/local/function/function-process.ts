import { ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HostMessage, Invocation } from './host-protocol';
import { GatewayEvents } from '../events/gateway-events';

/** The parameters of a function's process. */
export interface FunctionSpecification {
  /** The program that loads the function's handler: the bundled `function-host.ts`, or `function-host.py`. */
  readonly hostFile: string;
  /** @default - the Node.js that runs this */
  readonly interpreter?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly events: GatewayEvents;
  /** Changes each line of the function. @default - lines stay as they are */
  readonly rename?: (text: string) => string;
}

/** The function gave no answer: it crashed, timed out or threw. */
export class FunctionFailure extends Error {
  public readonly name = 'FunctionFailure';
}

/** Lambda's limit for a function's init. Source: AWS Lambda, "Lambda execution environment lifecycle". */
const INIT_TIMEOUT_MILLIS = 10_000;

/** The message that the process owes: its readiness or an answer, never both. */
interface Pending {
  readonly resolve: (message: HostMessage) => void;
  readonly reject: (failure: FunctionFailure) => void;
}

/**
 * One process of the function. As in Lambda it serves one invocation at a time, and is discarded after one without an
 * answer.
 */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private readonly ready: Promise<HostMessage>;
  private pending?: Pending;
  private ended = false;
  /** The last invocation. Its lines may arrive after its answer. */
  private requestId?: string;

  public constructor(private readonly specification: FunctionSpecification) {
    this.child = spawn(specification.interpreter ?? process.execPath, [specification.hostFile], {
      cwd: specification.environment.LAMBDA_TASK_ROOT, // as in Lambda
      env: specification.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        this.fail(`Runtime exited: ${signal ?? `exit status ${code}`}`);
        resolve();
      });
      this.child.once('error', (error) => {
        this.fail(`Runtime could not start: ${error.message}`);
        resolve();
      });
    });
    this.child.on('message', (message: HostMessage) => this.pending?.resolve(message));
    this.forward('stdout');
    this.forward('stderr');
    this.ready = this.answer('Init', INIT_TIMEOUT_MILLIS);
    this.ready.catch(() => undefined); // `invoke` reports the failure
  }

  /** Whether the process can be invoked. */
  public get alive(): boolean {
    return !this.ended && this.child.connected;
  }

  /** @throws FunctionFailure if there is no answer */
  public async invoke(requestId: string, event: unknown): Promise<unknown> {
    await this.ready;
    const milliseconds = this.specification.timeoutSeconds * 1000;
    this.requestId = requestId;
    const invocation: Invocation = { requestId, deadline: Date.now() + milliseconds, event };
    this.child.send(invocation, () => undefined); // an ended process is noticed by its exit
    const message = await this.answer('Task', milliseconds);
    if (message.type === 'error') throw new FunctionFailure(message.message);
    return message.type === 'result' ? message.result : undefined;
  }

  /** Kills the process, as Lambda does, and waits until it is gone. */
  public async stop(): Promise<void> {
    this.ended = true;
    this.pending?.reject(new FunctionFailure('Stopped'));
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private async answer(phase: 'Init' | 'Task', milliseconds: number): Promise<HostMessage> {
    if (this.ended) throw new FunctionFailure('Runtime exited');
    const timer = setTimeout(
      () => this.fail(`${phase} timed out after ${(milliseconds / 1000).toFixed(2)} seconds`),
      milliseconds,
    );
    try {
      return await new Promise<HostMessage>((resolve, reject) => {
        this.pending = { resolve, reject };
      });
    } finally {
      clearTimeout(timer);
      this.pending = undefined;
    }
  }

  /** Logs the failure as Lambda does, rejects the pending answer, and kills the process. */
  private fail(text: string): void {
    if (this.ended) return;
    this.ended = true;
    this.specification.events.emit('log', { stream: 'platform', text, requestId: this.requestId });
    this.pending?.reject(new FunctionFailure(text));
    this.child.kill('SIGKILL');
  }

  private forward(stream: 'stdout' | 'stderr'): void {
    const { events, rename = (text) => text } = this.specification;
    createInterface({ input: this.child[stream]! })
      .on('line', (text) => events.emit('log', { stream, text: rename(text), requestId: this.requestId }));
  }
}
