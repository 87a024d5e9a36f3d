import { Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './check';
import { deployedGatewayOptions } from '../aws/deployed-gateway-options';
import { GuardedContext } from '../terminal/guarded-context';
import { twilioRegionOptions } from '../twilio/given-region';

const HELP = `
Examples:
  $ cdk-twilio-sms-gateway check Echo              stack, secret, Twilio, a signed and a forged message, log
  $ cdk-twilio-sms-gateway check Echo --since 1d   with the log since yesterday
  $ cdk-twilio-sms-gateway check https://sms.example.com/sms --env-file .env

It asks nothing and changes nothing. The messages that it sends are marked, so your reply handler is not called.
It takes the credentials from --env-file, else from the gateway's secrets. It exits with 1 if there is a problem, for CI.
Lines with "!" are no problems.`;

const MINUTES = { m: 1, h: 60, d: 24 * 60 };

/** Adds the command `check`. */
export function addCheckCommand(root: Command, context: GuardedContext): void {
  twilioRegionOptions(deployedGatewayOptions(
    root
      .command('check')
      .summary('check a gateway, and say how to fix what is wrong')
      .description('Checks a deployed gateway, or a webhook, and says how to fix what is wrong.')
      .argument('<stack | url>', 'name or ARN of a deployed stack, or URL of a webhook'),
  ))
    .addOption(
      new Option('--since <time>', 'how far back to read the log, such as 30m, 6h or 7d')
        .default(MINUTES.h, '1h')
        .argParser(parseSince),
    )
    .addHelpText('after', HELP)
    .action(async (target: string, options: Omit<CheckOptions, 'target'>) => {
      const { check } = await import('./check.js');
      await check({ ...options, target }, context);
    });
}

function parseSince(value: string): number {
  const [, number, unit] = /^(\d{1,4})([mhd])$/.exec(value) ?? [];
  if (unit === undefined) throw new InvalidArgumentError('Expected a duration such as 30m, 6h or 7d.');
  return Number(number) * MINUTES[unit as keyof typeof MINUTES];
}
