/**
 * Entry of the command line tool, `assets/cli/main.cjs`.
 * @packageDocumentation
 */
import { runCli } from './program';
import { stopSignal } from './stop-signal';

const { env, stdout, stderr } = process;

void runCli(process.argv.slice(2), { cwd: process.cwd(), env, stdout, stderr, toolsDirectory: __dirname, stop: stopSignal() })
  .then((exitCode) => process.exit(exitCode));
