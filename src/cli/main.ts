/**
 * Entry of the command line tool, `assets/cli/main.cjs`.
 * @packageDocumentation
 */
import { runCli } from './program';
import { stopSignal } from './terminal/stop-signal';

const { env, stdout, stderr } = process;

// A reader such as `head` may close the pipe early.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env,
  stdout,
  stderr,
  toolsDirectory: __dirname,
  stop: stopSignal(),
}).then((exitCode) => process.exit(exitCode));
