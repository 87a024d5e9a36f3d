import { Command, InvalidArgumentError, Option } from 'commander';
import type { TextOptions } from './text';
import { deployedGatewayOptions } from '../aws/deployed-gateway-options';
import { GuardedContext } from '../terminal/guarded-context';

const HELP = `
Examples:
  $ cdk-twilio-sms-gateway text "hello"                  the gateway that "dev" runs on this machine
  $ cdk-twilio-sms-gateway text "hello" --to Echo        a deployed stack: signed with the token of its secret
  $ TWILIO_AUTH_TOKEN=... cdk-twilio-sms-gateway text "hello" --to http://127.0.0.1:4680/sms
  $ cdk-twilio-sms-gateway text "look" --to Echo --media https://example.com/cat.jpg
  $ cdk-twilio-sms-gateway text "hola" --to Echo --channel whatsapp --json
  $ cdk-twilio-sms-gateway text "Yes" --to Echo --param ButtonText=Yes --param ButtonPayload=yes

This needs no phone number and does not call Twilio. Your reply handler runs: to it this is a message from Twilio.

A deployed gateway with ReplyMode.asynchronous is rejected: its worker would reply through Twilio, from a made-up
number. A URL does not say which mode its gateway has, so name the stack instead. Under "dev" either mode works: the
page shows the reply.`;

/** A number reserved for fiction. */
const SENDER = '+12025550123';

/** Adds the command `text`. */
export function addTextCommand(root: Command, context: GuardedContext): void {
  deployedGatewayOptions(root.command('text')
    .summary('send a signed message to a gateway, and print the reply')
    .description('Sends a signed message to a deployed or local gateway, as Twilio would, and prints the reply.')
    .argument('<body>', 'body of the message')
    .option('--to <stack | url>', 'name or ARN of a deployed stack, or URL of a webhook (default: the gateway of "dev")'))
    .option('--from <number>', 'sender', SENDER)
    .addOption(
      new Option('--media <url>', 'URL of an attachment, may be repeated').default([], 'none').argParser(addUrl),
    )
    .addOption(new Option('--channel <name>', 'channel of the message').choices(['sms', 'whatsapp']).default('sms'))
    .option('--shared-key', "sign with the SharedKey of the gateway's secret, instead of the auth token")
    .addOption(
      new Option('--param <name=value>', 'parameter to add, or to replace a usual one, may be repeated')
        .default([], 'none').argParser(addParameter),
    )
    .addOption(new Option('--json', 'status, time and replies as JSON').conflicts('raw'))
    .option('--raw', "the gateway's unparsed answer")
    .addHelpText('after', HELP)
    .action(async (body: string, options: Omit<TextOptions, 'body'>) => {
      const { text } = await import('./text.js');
      await text({ ...options, body }, context);
    });
}

/** The form of Twilio's names. The value may be empty. */
const PARAMETER = /^([A-Za-z]\w{0,63})=(.*)$/s;

type Parameters = NonNullable<TextOptions['param']>;

function addParameter(text: string, parameters: Parameters): Parameters {
  const [, name, value] = PARAMETER.exec(text) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError('Expected a name of letters and digits, "=" and a value, such as ButtonPayload=yes.');
  }
  return [...parameters, [name, value]];
}

function addUrl(url: string, urls: readonly string[]): readonly string[] {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new InvalidArgumentError('Expected an http or https URL: Twilio sends attachments as URLs.');
  }
  return [...urls, url];
}
