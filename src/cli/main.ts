/**
 * Entry of the command line tool, `assets/cli/main.cjs`.
 * @packageDocumentation
 */
import { runCli } from './program';
import { stopSignal } from './terminal/stop-signal';

const { env, stdout, stderr } = process;

// Whoever reads the output may stop reading: `... | head`.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

void runCli(process.argv.slice(2), { cwd: process.cwd(), env, stdout, stderr, toolsDirectory: __dirname, stop: stopSignal() })
  .then((exitCode) => process.exit(exitCode));
