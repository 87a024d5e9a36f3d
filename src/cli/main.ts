/**
 * Entry of the command line tool, `assets/cli/main.cjs`.
 * @packageDocumentation
 */
import { runCli } from './program';
import { stopSignal } from './terminal/stop-signal';
import { printable } from '../local/problems/printable';

const { env, stdout, stderr } = process;

// A reader such as `head` may close the pipe early.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

// Node.js prints the error as it is, and it may quote a request.
process.on('uncaughtException', (error) => {
  stderr.write(`${printable(String(error?.stack ?? error))}\n`);
  process.exit(1);
});

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env,
  stdout,
  stderr,
  toolsDirectory: __dirname,
  stop: stopSignal(),
}).then((exitCode) => process.exit(exitCode));
