import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addCheckCommand } from './check/command';
import { addConnectCommands } from './connect/command';
import type { DevOptions } from './dev/dev';
import { CliContext, Interrupted, ReportedFailure, UsageError } from './terminal/context';
import { guardSecrets, GuardedContext } from './terminal/guarded-context';
import { addTextCommand } from './text/command';
import { UserError } from '../local/problems/user-error';

/** Exit codes: 0 done (for `dev` also: ended with Ctrl-C), 1 failed, 2 called wrongly, 130 interrupted before it was done. */
const enum ExitCode { DONE = 0, FAILED = 1, USAGE = 2, INTERRUPTED = 130 }

const DEFAULT_PORT = 4680;

const DEV_EXAMPLES = `
Examples:
  $ cdk-twilio-sms-gateway dev                           run the app of ./cdk.json, or ./cdk.out
  $ cdk-twilio-sms-gateway dev build/cdk.out             run a cloud assembly that is there already
  $ cdk-twilio-sms-gateway dev --app "python3 app.py"    synthesize with a command, then run
  $ TWILIO_AUTH_TOKEN=... PORT=5000 cdk-twilio-sms-gateway dev
  $ ngrok http 4681                                      texts from a real phone: a tunnel to the next port, and in another terminal
  $ TWILIO_AUTH_TOKEN=... cdk-twilio-sms-gateway dev --public-url https://abc.ngrok-free.app
  $ AWS_PROFILE=dev cdk-twilio-sms-gateway dev --use-aws  your code as it is here, the tables, queues and secrets of the stack that is deployed

Environment:
  PORT                port of the gateway
  TWILIO_AUTH_TOKEN   32 hexadecimal characters; never printed (default: a random one, printed)
  NO_COLOR            no colours

The app of cdk.json, or of --app, is synthesized again when one of its files changes (cdk.json: "watch").
--public-url is the address of the tunnel, without a path: the webhook's is appended, and the URL for the Twilio Console is printed. The tunnel
gets a port with the webhook and nothing else; the page stays on this machine. TWILIO_AUTH_TOKEN has to be that of your account.
Replies of the asynchronous mode are shown on the page, and not sent.

Calls to AWS end at local emulators. With --use-aws they do not: your code calls AWS with your credentials, by the names that the deployed
function has, and the gateway verifies with the token of the deployed secret.`;

/** Runs the command line tool and gives its exit code. Commands are loaded when they are called, so that --help is fast. */
export async function runCli(args: readonly string[], surroundings: CliContext): Promise<number> {
  const context = guardSecrets(surroundings);
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
      outputError: (message, write) => write(`${oneLine(message)} (--help says how it is used)\n`),
    });
  root.command('dev')
    .summary('run a gateway on this machine, and text it')
    .description('Runs a gateway of your app on this machine: its own Lambda code behind real signature verification, and a page to text it.')
    .argument('[assembly]', 'folder that "cdk synth" wrote (default: the app of cdk.json, else cdk.out)')
    .option('--app <command>', 'command that synthesizes the app, as in cdk.json')
    .option('--gateway <path>', 'construct path or logical id of the gateway, where there are several')
    .addOption(new Option('--port <number>', 'port of the gateway, 0 for a free one').default(DEFAULT_PORT).argParser(parsePort))
    .option('--public-url <url>', 'https address of a tunnel, through which Twilio sends the texts of a real number')
    .option('--use-aws', "call AWS itself, with your credentials and the deployed stack's names, instead of emulators")
    .option('--region <region>', 'AWS region of the deployed stack, with --use-aws')
    .option('--profile <name>', 'AWS profile, with --use-aws')
    .option('--verbose', "also show the function's own log")
    .option('--json', 'one JSON object a line, for machines')
    .option('--no-open', 'do not open the page in the browser (it is opened only from a terminal, never in CI)')
    .addHelpText('after', DEV_EXAMPLES)
    .action(async (assembly: string | undefined, options: Omit<DevOptions, 'assembly'>, command: Command) => {
      const port = command.getOptionValueSource('port') === 'default' && context.env.PORT ? portOfEnvironment(context.env.PORT) : options.port;
      const { dev } = await import('./dev/dev.js');
      await dev({ ...options, port, assembly }, context);
    });
  addConnectCommands(root, context);
  addTextCommand(root, context);
  addCheckCommand(root, context);
  return root;
}

function report(error: unknown, { stderr, stop }: CliContext): ExitCode {
  if (stop.aborted || error instanceof Interrupted) return ExitCode.INTERRUPTED;
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE; // it has written its message
  if (error instanceof ReportedFailure) return ExitCode.FAILED;
  stderr.write(`${error instanceof UserError ? error.message : (error as Error).stack}\n`);
  return error instanceof UsageError ? ExitCode.USAGE : ExitCode.FAILED;
}

/** What was typed is repeated in it: a token that somebody gave as an argument must not be. */
function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, ' ').replace(/\b[0-9a-f]{32}\b/gi, '[hidden]');
}

function portOfEnvironment(value: string): number {
  try {
    return parsePort(value);
  } catch (error) {
    throw new UsageError(`PORT is "${value}". ${(error as Error).message}`);
  }
}

function parsePort(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return Number(value);
}

/** The package's folder is two above this file, in src/cli as well as in assets/cli. */
function packageVersion(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')).version;
}
