import { Command, Option } from 'commander';
import type { ConnectOptions } from './connect';
import type { DisconnectOptions } from './disconnect';
import { GuardedContext } from '../terminal/guarded-context';

const CREDENTIALS = `
Twilio credentials (Twilio Console, Account Info), never as an argument:
  TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN   from the environment, or from the file of --env-file; else they are asked for, unseen
AWS credentials and region: as for the AWS CLI and the CDK.`;

const CONNECT_HELP = `
Examples:
  $ cdk-twilio-sms-gateway connect Echo                            ask for what is needed, show the changes, ask again
  $ cdk-twilio-sms-gateway connect Echo --number +15551234567 --dry-run
  $ cdk-twilio-sms-gateway connect Echo --messaging-service MG... --env-file .env --yes
  $ cdk-twilio-sms-gateway connect Echo --only secret              only store the auth token
${CREDENTIALS}

In this order: the token goes into the gateway's secret, a signed text must get through and a forged one be rejected (your code is not
called), and then the number is pointed at the gateway. What it had before is saved in the secret. Run it again at any time.`;

const DISCONNECT_HELP = `
Examples:
  $ cdk-twilio-sms-gateway disconnect Echo                         put back what all its numbers had before
  $ cdk-twilio-sms-gateway disconnect Echo --number +15551234567 --yes

Works for 90 days after the stack was deleted, too, as long as its secret is there. It takes the credentials from the secret.`;

/** Adds the options that name a deployed gateway. */
export function deployedGatewayOptions(command: Command): Command {
  return command
    .option('--gateway <path>', 'construct path or logical id of the gateway, where the stack has several, nested ones too')
    .option('--env-file <file>', 'read TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from a file')
    .option('--region <region>', 'AWS region of the stack')
    .option('--profile <name>', 'AWS profile');
}

function changeOptions(command: Command): Command {
  return deployedGatewayOptions(command)
    .addOption(new Option('--number <number>', 'one number, such as +15551234567').conflicts('messagingService'))
    .option('--messaging-service <sid>', 'one Messaging Service, MG...')
    .option('--dry-run', 'only show what would be changed')
    .option('--yes', 'change it without asking');
}

/** Adds the commands `connect` and `disconnect`. */
export function addConnectCommands(root: Command, context: GuardedContext): void {
  changeOptions(root.command('connect')
    .summary('store the auth token, and point a number at the gateway')
    .description('Stores the Twilio auth token for a deployed gateway, proves that it works, and points a number or a Messaging Service at it.')
    .argument('<stack>', 'name or ARN of the deployed stack'))
    .addOption(new Option('--only <step>', 'do one of the steps').choices(['secret', 'proof', 'number']))
    .option('--overwrite', 'also where there is a webhook, or a token, of something else')
    .addHelpText('after', CONNECT_HELP)
    .action(async (stack: string, options: Omit<ConnectOptions, 'stack'>) => {
      const { connect } = await import('./connect.js');
      await connect({ ...options, stack }, context);
    });
  changeOptions(root.command('disconnect')
    .summary('put back what the numbers had before connect')
    .description('Puts back the webhooks that numbers and Messaging Services had before they were connected to the gateway.')
    .argument('<stack>', 'name or ARN of the stack'))
    .option('--clear', 'also where nothing was saved: leave it without a webhook')
    .addHelpText('after', DISCONNECT_HELP)
    .action(async (stack: string, options: Omit<DisconnectOptions, 'stack'>) => {
      const { disconnect } = await import('./disconnect.js');
      await disconnect({ ...options, stack }, context);
    });
}
