import { Command, InvalidArgumentError, Option } from 'commander';
import type { DevOptions } from './dev';
import { UsageError } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';

const DEFAULT_PORT = 4680;

const HELP = `
Examples:
  $ cdk-twilio-sms-gateway dev                           run the app of ./cdk.json, or ./cdk.out
  $ cdk-twilio-sms-gateway dev build/cdk.out             run an existing cloud assembly
  $ cdk-twilio-sms-gateway dev --app "python3 app.py"    synthesize with this command, then run
  $ TWILIO_AUTH_TOKEN=... PORT=5000 cdk-twilio-sms-gateway dev

  Messages from a real phone, through a tunnel to the next port:
  $ ngrok http 4681
  $ TWILIO_AUTH_TOKEN=... cdk-twilio-sms-gateway dev --public-url https://abc.ngrok-free.app

  Your local code with the tables, queues and secrets of the deployed stack:
  $ AWS_PROFILE=dev cdk-twilio-sms-gateway dev --use-aws

Environment:
  PORT                port of the gateway
  TWILIO_AUTH_TOKEN   32 hexadecimal characters; never printed (default: a random token, printed)
  NO_COLOR            no colours

The app is synthesized again when one of its files changes: those that "watch" in cdk.json names, and those that a reply
handler was bundled from. Replies of the asynchronous mode appear on the page and are not sent.

--public-url takes the address of the tunnel without a path, and prints the URL for the Twilio Console. The tunnel gets
a port that serves only the webhook; the page stays on this machine. TWILIO_AUTH_TOKEN must be the auth token of your
Twilio account.

Calls to AWS go to local emulators. With --use-aws your code calls AWS with your credentials, by the names of the
deployed function, and the gateway verifies with the token of the deployed secret.`;

/** Adds the command `dev`. */
export function addDevCommand(root: Command, context: GuardedContext): void {
  root.command('dev')
    .summary('run a gateway on this machine, and text it')
    .description('Runs a gateway of your app on this machine: its Lambda code behind real signature verification, '
      + 'and a page to text it.')
    .argument('[assembly]', 'output folder of "cdk synth" (default: the app of cdk.json, else of app.ts or bin/*.ts, else cdk.out)')
    .option('--app <command>', 'command that synthesizes the app, as in cdk.json')
    .option('--gateway <path>', 'construct path or logical id of the gateway, if there are several')
    .addOption(
      new Option('--port <number>', 'port of the gateway, 0 for a free one').default(DEFAULT_PORT).argParser(parsePort),
    )
    .option(
      '--public-url <url>',
      'https address of a tunnel, through which Twilio delivers the messages of a real number',
    )
    .option('--use-aws', "call AWS with your credentials and the deployed stack's names, instead of emulators")
    .option('--region <region>', 'AWS region of the deployed stack, with --use-aws')
    .option('--profile <name>', 'AWS profile, with --use-aws')
    .option('--verbose', "also show the function's own log")
    .option('--json', 'one JSON object a line, for machines')
    .option('--no-open', 'do not open the page in the browser (it opens only from a terminal, never in CI)')
    .addHelpText('after', HELP)
    .action(async (assembly: string | undefined, options: Omit<DevOptions, 'assembly'>, command: Command) => {
      const isDefault = command.getOptionValueSource('port') === 'default';
      const port = isDefault && context.env.PORT ? portOfEnvironment(context.env.PORT) : options.port;
      const { dev } = await import('./dev.js');
      await dev({ ...options, port, assembly }, context);
    });
}

function portOfEnvironment(value: string): number {
  try {
    return parsePort(value);
  } catch (error) {
    throw new UsageError(`PORT is "${value}". ${(error as Error).message} Correct it or unset it.`);
  }
}

function parsePort(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  }
  return Number(value);
}
