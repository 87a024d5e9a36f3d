import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CpuQuota } from './cpu-quota';
import { CACHE } from './paths';
import { Invocation, RuntimeApi } from './runtime-api';
import { LambdaRuntime } from './tools';
import { GatewayDefinition } from '../src/local/assembly/gateway-definition';
import { AwsEndpoint, functionEnvironment } from '../src/local/function/function-environment';
import { SCHEME_ENV } from '../src/shared/env';

/** A function, and what it runs on and against. */
export interface LambdaProcessProps {
  readonly runtime: LambdaRuntime;
  readonly definition: GatewayDefinition;
  readonly aws: AwsEndpoint;
  readonly quota?: CpuQuota;
  /** Whether `heapUsed` will be asked for. */
  readonly probed?: boolean;
}

const MEMORY_PROBE = path.join(__dirname, 'memory-probe.cjs');

/** One execution environment: the function under AWS's Runtime Interface Client. Ended by `stop`. */
export class LambdaProcess {
  static async start(props: LambdaProcessProps): Promise<LambdaProcess> {
    const server = await RuntimeApi.start(props.definition.logicalId);
    return new LambdaProcess(props, server);
  }

  readonly startedAt: number;
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private readonly logReader: ChildProcess;
  private readonly logFile: string;
  private stopping = false;

  private constructor(
    props: LambdaProcessProps,
    private readonly server: Awaited<ReturnType<typeof RuntimeApi.start>>,
  ) {
    const { runtime, definition, quota, probed } = props;
    // In the group before Node.js starts: its start is a part of the cold start.
    const enter = quota ? ['sh', '-c', 'echo $$ > "$0" && exec "$@"', quota.processes] : [];
    const probe = probed ? ['--require', MEMORY_PROBE] : [];
    const [command, ...args] = [...enter, runtime.node, ...nodeFlags(definition.memorySize), ...probe, runtime.client];
    // As in Lambda another process reads the log: this one measures.
    this.logFile = path.join(CACHE, `${definition.logicalId}-${server.address.replace(/.*:/, '')}.log`);
    const file = fs.openSync(this.logFile, 'w');
    this.logReader = spawn('cat', { stdio: ['pipe', file, 'ignore'] });
    fs.closeSync(file);
    const log = this.logReader.stdin;
    this.startedAt = performance.now();
    this.child = spawn(command, args, {
      cwd: definition.taskRoot,
      env: { ...environment(props), AWS_LAMBDA_RUNTIME_API: server.address },
      stdio: ['ignore', log, log, ...(probed ? ['ipc' as const] : [])],
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        if (!this.stopping) this.server.api.fail(new Error(`${definition.logicalId} ended (${signal ?? code}):\n${this.lastOutput()}`));
        resolve();
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** When the function first asked for work. */
  get initializedAt(): number {
    return this.server.api.initializedAt;
  }

  /** @throws Error unless it answers with 200: a rejection would be faster than the work that is measured */
  async invoke(event: unknown): Promise<Invocation> {
    const invocation = await this.server.api.invoke(event);
    const { statusCode } = JSON.parse(invocation.body);
    if (statusCode !== 200) throw new Error(`Expected an answer with 200, got ${invocation.body}:\n${this.lastOutput()}`);
    return invocation;
  }

  /** Heap in use after a garbage collection, in bytes. */
  async heapUsed(): Promise<number> {
    return new Promise((resolve) => {
      this.child.once('message', (bytes: number) => resolve(bytes));
      this.child.send('heapUsed');
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGKILL');
    await this.exited;
    this.logReader.stdin!.end();
    await this.server.close();
    fs.rmSync(this.logFile, { force: true });
  }

  private lastOutput(): string {
    return fs.readFileSync(this.logFile, 'utf8').slice(-2000);
  }
}

/** In proportion to memory, as Lambda's own start script sets them. */
function nodeFlags(memorySize: number): string[] {
  return [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(memorySize * 0.05)}`,
    `--max-old-space-size=${Math.floor(memorySize * 0.9)}`,
  ];
}

function environment({ definition, aws }: LambdaProcessProps): Record<string, string> {
  // The local gateway's environment is Lambda's, but for the scheme: here the texts come over https.
  const { [SCHEME_ENV]: _, ...variables } = functionEnvironment(definition, aws);
  return { ...variables, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', AWS_LAMBDA_LOG_FORMAT: 'JSON', PATH: process.env.PATH ?? '' };
}
