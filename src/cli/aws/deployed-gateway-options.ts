import { Command } from 'commander';

/** Adds the options that identify a deployed gateway. */
export function deployedGatewayOptions(command: Command): Command {
  return command
    .option(
      '--gateway <path>',
      'construct path or logical id of the gateway, if the stack and its nested stacks have several',
    )
    .option(
      '--env-file <file>',
      'read TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or TWILIO_API_KEY and TWILIO_API_SECRET, from a file',
    )
    .option('--region <region>', 'AWS region of the stack')
    .option('--profile <name>', 'AWS profile');
}
