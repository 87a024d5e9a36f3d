import { Command, InvalidArgumentError, Option } from 'commander';
import type { TextOptions } from './text';
import { deployedGatewayOptions } from '../connect/command';
import { GuardedContext } from '../terminal/guarded-context';

const HELP = `
Examples:
  $ cdk-twilio-sms-gateway text "hello" --to Echo                          a deployed stack: signed with the token of its secret
  $ TWILIO_AUTH_TOKEN=... cdk-twilio-sms-gateway text "hello" --to http://127.0.0.1:4680/sms
  $ cdk-twilio-sms-gateway text "look" --to Echo --media https://example.com/cat.jpg
  $ cdk-twilio-sms-gateway text "hola" --to Echo --channel whatsapp --json

No phone number is needed, and Twilio is not asked. Your reply handler runs: it cannot tell this from a text of Twilio's.

A deployed gateway with ReplyMode.asynchronous is rejected: its worker would reply through Twilio, from a number that is made up. Whether the
gateway of a URL is such a one is not known here: name its stack instead. Under "dev" it may be one, and the page shows the reply.`;

/** From a range that is reserved for fiction. */
const SENDER = '+12025550123';

/** Adds the command `text`. */
export function addTextCommand(root: Command, context: GuardedContext): void {
  deployedGatewayOptions(root.command('text')
    .summary('send a signed text to a gateway, and print the reply')
    .description('Sends a signed text to a deployed or local gateway, as Twilio would, and prints the reply.')
    .argument('<body>', 'what the text says')
    .requiredOption('--to <stack | url>', 'name or ARN of a deployed stack, or URL of a webhook'))
    .option('--from <number>', 'who sends it', SENDER)
    .addOption(new Option('--media <url>', 'a file that comes with it, may be repeated').default([], 'none').argParser(addUrl))
    .addOption(new Option('--channel <name>', 'what it comes by').choices(['sms', 'whatsapp']).default('sms'))
    .addOption(new Option('--json', 'status, time and replies as JSON').conflicts('raw'))
    .option('--raw', "the gateway's answer as it came")
    .addHelpText('after', HELP)
    .action(async (body: string, options: Omit<TextOptions, 'body'>) => {
      const { text } = await import('./text.js');
      await text({ ...options, body }, context);
    });
}

function addUrl(url: string, urls: readonly string[]): readonly string[] {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new InvalidArgumentError('It is to be a URL, since that is what Twilio sends.');
  return [...urls, url];
}
