import { Command, Option } from 'commander';
import type { ConnectOptions } from './connect';
import type { DisconnectOptions } from './disconnect';
import { deployedGatewayOptions } from '../aws/deployed-gateway-options';
import { GuardedContext } from '../terminal/guarded-context';
import { twilioRegionOptions } from '../twilio/given-region';

const CREDENTIALS = `
Twilio credentials (Twilio Console, Account Info), never as an argument:
  TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN   from the environment, or from the file of --env-file. The command asks for
                                          what is missing, and does not show what you type
  TWILIO_API_KEY, TWILIO_API_SECRET       an API key (Twilio Console, API keys & tokens), which is then used for all
                                          requests to Twilio. A gateway without an auth token needs only this
AWS credentials and region: as for the AWS CLI and the CDK.`;

const CONNECT_HELP = `
Examples:
  $ cdk-twilio-sms-gateway connect Echo                            ask for what is missing, show the changes, confirm
  $ cdk-twilio-sms-gateway connect Echo --number +15551234567 --dry-run
  $ cdk-twilio-sms-gateway connect Echo --messaging-service MG... --env-file .env --yes
  $ cdk-twilio-sms-gateway connect Echo --only secret              only store the auth token and the API key
  $ cdk-twilio-sms-gateway connect Echo --shared-key               let Twilio sign with a SharedKey (beta of Twilio)
${CREDENTIALS}

The steps, in this order:
  1. Write the token to the gateway's secret, and the API key to its own, if the gateway has these secrets.
  2. Check that the gateway accepts a signed message and rejects a forged one. Your code is not called.
  3. Point the number at the gateway. The secret keeps its previous settings.
Run it again at any time.

--shared-key uses a public beta of Twilio, not for workloads under HIPAA or PCI. It needs an API key and a gateway with
signingKeySecret. Before step 3 it creates a SharedKey and stores it, checks that the gateway accepts it, creates a
Setting and a Rule for the gateway's URL, and waits until the Rule applies everywhere (30 to 60 s). The Setting replaces
the connection overrides in the URL, with the same retries. "disconnect" removes all three.`;

const DISCONNECT_HELP = `
Examples:
  $ cdk-twilio-sms-gateway disconnect Echo                         restore the previous settings of all its numbers
  $ cdk-twilio-sms-gateway disconnect Echo --number +15551234567 --yes

The credentials come from the secrets. Without --number and --messaging-service it also deletes the Rule, the Setting and
the SharedKey that "connect --shared-key" has created. This also works for 90 days after the stack was deleted, as long as its secret
exists.`;

function changeOptions(command: Command): Command {
  return twilioRegionOptions(deployedGatewayOptions(command))
    .addOption(new Option('--number <number>', 'one number, such as +15551234567').conflicts('messagingService'))
    .option('--messaging-service <sid>', 'one Messaging Service, MG...')
    .option('--dry-run', 'only show the changes')
    .option('--yes', 'make the changes without asking');
}

/** Adds the commands `connect` and `disconnect`. */
export function addConnectCommands(root: Command, context: GuardedContext): void {
  changeOptions(
    root
      .command('connect')
      .summary('store the auth token, and point a number at the gateway')
      .description(
        'Stores the Twilio auth token for a deployed gateway, checks that it works, '
          + 'and points a number or a Messaging Service at it.',
      )
      .argument('<stack>', 'name or ARN of the deployed stack'),
  )
    .addOption(
      new Option('--only <step>', 'do only step 1 (secret), 2 (proof) or 3 (number)')
        .choices(['secret', 'proof', 'number']),
    )
    .addOption(
      new Option('--shared-key', "let Twilio sign with a SharedKey (Twilio's public beta, not for HIPAA or PCI)")
        .conflicts('only'),
    )
    .option('--overwrite', 'replace a webhook, an auth token, an API key or a SharedKey of something else')
    .addHelpText('after', CONNECT_HELP)
    .action(async (stack: string, options: Omit<ConnectOptions, 'stack'>) => {
      const { connect } = await import('./connect.js');
      await connect({ ...options, stack }, context);
    });
  changeOptions(
    root
      .command('disconnect')
      .summary('restore the settings that the numbers had before connect')
      .description(
        'Restores the webhooks that numbers and Messaging Services had before they were connected to the gateway.',
      )
      .argument('<stack>', 'name or ARN of the stack'),
  )
    .option('--clear', 'remove the webhook if the previous settings are not known')
    .addHelpText('after', DISCONNECT_HELP)
    .action(async (stack: string, options: Omit<DisconnectOptions, 'stack'>) => {
      const { disconnect } = await import('./disconnect.js');
      await disconnect({ ...options, stack }, context);
    });
}
