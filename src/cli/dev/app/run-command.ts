import { spawn } from 'node:child_process';
import { Output } from '../../terminal/context';

export interface RunCommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets what the command prints. */
  readonly output: Output;
  readonly stop: AbortSignal;
}

/** Time for a command to end by itself after it was told to. */
const GRACE_MILLIS = 2000;

/**
 * Runs a command through the shell and returns its exit code. `stop` ends the command and everything that it started.
 *
 * @throws when `stop` is aborted, after everything has ended
 */
export async function runCommand(command: string, { cwd, env, output, stop }: RunCommandOptions): Promise<number> {
  stop.throwIfAborted();
  // A process group of its own can be ended as a whole. Windows has no process groups: only the shell is ended there.
  const child = spawn(command, {
    cwd,
    env,
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk) => output.write(String(chunk)));
  child.stderr.on('data', (chunk) => output.write(String(chunk)));
  let timer: NodeJS.Timeout | undefined;
  const onStop = () => {
    kill(child.pid, 'SIGTERM');
    timer = setTimeout(() => kill(child.pid, 'SIGKILL'), GRACE_MILLIS);
  };
  stop.addEventListener('abort', onStop);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => stop.aborted && reject(stop.reason));
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
    if (stop.aborted) kill(child.pid, 'SIGKILL'); // processes that outlived the shell
  }
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}
