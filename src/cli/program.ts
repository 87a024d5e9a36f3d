import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './check/command';
import { addConnectCommands } from './connect/command';
import { addDevCommand } from './dev/command';
import { CliContext, Interrupted, ReportedFailure, UsageError } from './terminal/context';
import { guardOutputs, GuardedContext } from './terminal/guarded-context';
import { addTextCommand } from './text/command';
import { UserError } from '../local/problems/user-error';

/**
 * Exit codes: 0 done (Ctrl-C ends `dev` with it, too), 1 failed, 2 called wrongly, 130 interrupted before it was done.
 */
const enum ExitCode { DONE = 0, FAILED = 1, USAGE = 2, INTERRUPTED = 130 }

/**
 * Runs the command line tool and returns its exit code. A command is loaded when it is called, so that --help is fast.
 */
export async function runCli(args: readonly string[], surroundings: CliContext): Promise<number> {
  const context = guardOutputs(surroundings);
  try {
    await program(context).parseAsync(args, { from: 'user' });
    return ExitCode.DONE;
  } catch (error) {
    return report(error, context);
  }
}

function program(context: GuardedContext): Command {
  const root = new Command('cdk-twilio-sms-gateway')
    .description('Tools for the TwilioSmsGateway of your AWS CDK app.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (message, write) => write(`${oneLine(message)} (--help shows the usage)\n`),
    });
  addDevCommand(root, context);
  addConnectCommands(root, context);
  addTextCommand(root, context);
  addCheckCommand(root, context);
  return root;
}

function report(error: unknown, { stderr, stop }: CliContext): ExitCode {
  if (stop.aborted || error instanceof Interrupted) return ExitCode.INTERRUPTED;
  // Commander has written its message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE;
  if (error instanceof ReportedFailure) return ExitCode.FAILED;
  const [first, ...others] = String(error instanceof UserError ? error.message : (error as Error).stack).split('\n');
  stderr.write(`${[first, ...others.map((line) => `  ${line}`)].join('\n')}\n`);
  return error instanceof UsageError ? ExitCode.USAGE : ExitCode.FAILED;
}

/** commander repeats what was typed. A token or API secret that was given as an argument must not be repeated. */
function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ').replace(/\b[0-9a-z]{32}\b/gi, '[hidden]');
}

/** The package's folder is two above this file, in src/cli and in assets/cli alike. */
function packageVersion(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')).version;
}
