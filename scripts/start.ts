/**
 * `npm start`: builds the library if needed, synthesizes the example and runs it on this machine.
 */
import * as path from 'node:path';
import { isUpToDate } from './up-to-date';
import { runCommand } from '../src/cli/dev/app/run-command';
import { runCli } from '../src/cli/program';
import { stopSignal } from '../src/cli/terminal/stop-signal';

const ROOT = path.join(__dirname, '..');
const EXAMPLE = path.join(ROOT, 'examples/echo');
const BUILD = ['pre-compile', 'compile', 'bundle'];

async function start(args: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const stop = stopSignal();
  try {
    if (!isUpToDate(ROOT)) await buildLibrary(stop);
  } catch (error) {
    if (stop.aborted) return 130;
    throw error;
  }
  // The example imports the library by its package name, as a user's app does.
  return runCli(['dev', ...args], {
    cwd: EXAMPLE,
    env,
    stdout,
    stderr,
    toolsDirectory: path.join(ROOT, 'assets/cli'),
    stop,
  });
}

/** Prints the output of a task only if the task fails. */
async function buildLibrary(stop: AbortSignal): Promise<void> {
  for (const task of BUILD) {
    process.stdout.write(`Building: ${task}\n`);
    const printed: string[] = [];
    const output = { write: (text: string) => printed.push(text) };
    const exitCode = await runCommand(`npx projen ${task}`, { cwd: ROOT, env: process.env, output, stop });
    if (exitCode !== 0) {throw new Error(`${printed.join('')}\nThe build failed: npx projen ${task}. The output is above.`);}
  }
}

start(process.argv.slice(2)).then((exitCode) => process.exit(exitCode), (error: Error) => {
  console.error(error.message);
  process.exit(1);
});
