import { Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './check';
import { deployedGatewayOptions } from '../connect/command';
import { GuardedContext } from '../terminal/guarded-context';

const HELP = `
Examples:
  $ cdk-twilio-sms-gateway check Echo                       everything: stack, secret, Twilio, signed and forged text, log
  $ cdk-twilio-sms-gateway check Echo --since 1d            with what was rejected since yesterday
  $ cdk-twilio-sms-gateway check https://sms.example.com/sms --env-file .env

It asks nothing and changes nothing: the texts that it sends are marked, and your reply handler is not called. The credentials are those of
--env-file, else those of the gateway's secret. Exit code 1 where something is wrong, for CI; lines with "!" do not count.`;

const MINUTES = { m: 1, h: 60, d: 24 * 60 };

/** Adds the command `check`. */
export function addCheckCommand(root: Command, context: GuardedContext): void {
  deployedGatewayOptions(root.command('check')
    .summary('say whether a gateway works, and what to do where not')
    .description('Looks at a deployed gateway, or at a webhook, and says what is right and what to do where it is not.')
    .argument('<stack | url>', 'name or ARN of a deployed stack, or URL of a webhook'))
    .addOption(new Option('--since <time>', 'how far back the log is read, such as 30m, 6h or 7d').default(MINUTES.h, '1h').argParser(parseSince))
    .addHelpText('after', HELP)
    .action(async (target: string, options: Omit<CheckOptions, 'target'>) => {
      const { check } = await import('./check.js');
      await check({ ...options, target }, context);
    });
}

function parseSince(value: string): number {
  const [, number, unit] = /^(\d{1,4})([mhd])$/.exec(value) ?? [];
  if (unit === undefined) throw new InvalidArgumentError('It is to be a number of minutes, hours or days: 30m, 6h, 7d.');
  return Number(number) * MINUTES[unit as keyof typeof MINUTES];
}
