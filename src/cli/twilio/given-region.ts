import { Command } from 'commander';
import { givenVariables } from './twilio-credentials';
import { UserError } from '../../local/problems/user-error';
import { isRegionInHost, regionInHost, regionName } from '../../shared/region-in-host';
import { CliContext, UsageError } from '../terminal/context';
import { TaskList } from '../terminal/task-list';

/** The region of Twilio that a command uses, as given by options. */
export interface TwilioRegionOptions {
  /** The region, such as `ie1`. */
  readonly twilioRegion?: string;
  /** The edge, such as `dublin`. */
  readonly twilioEdge?: string;
  readonly envFile?: string;
}

/** Adds the options for the region of Twilio. */
export function twilioRegionOptions(command: Command): Command {
  return command
    .option('--twilio-region <region>', "region of Twilio, such as ie1. Default: the gateway's, else TWILIO_REGION")
    .option('--twilio-edge <edge>', 'edge location of Twilio, such as dublin. Default: that of the region');
}

/**
 * Edge and region in the hosts of Twilio's APIs: of the options, else of the gateway, else of the environment or the
 * file of --env-file.
 *
 * @returns `undefined` for `us1`
 * @throws UsageError for a value that cannot be one of Twilio's
 */
export function givenRegion(
  options: TwilioRegionOptions,
  context: Pick<CliContext, 'env' | 'cwd'>,
  gateway?: { readonly twilioRegion?: string; readonly constructPath: string },
): string | undefined {
  const { twilioRegion, twilioEdge, envFile } = options;
  if (twilioRegion !== undefined || twilioEdge !== undefined) return checked(twilioRegion, twilioEdge);
  if (gateway?.twilioRegion !== undefined) {
    if (isRegionInHost(gateway.twilioRegion)) return gateway.twilioRegion;
    throw new UserError(`The metadata of ${gateway.constructPath} names the Twilio region `
      + `${JSON.stringify(gateway.twilioRegion)}. Expected an edge and a region, such as dublin.ie1. `
      + 'Deploy the stack again, or give --twilio-region.');
  }
  const variables = givenVariables(context, envFile);
  return checked(variables.TWILIO_REGION?.trim() || undefined, variables.TWILIO_EDGE?.trim() || undefined);
}

/** Says which region is used, if it is not Twilio's default. */
export function tellRegion(region: string | undefined, tasks: Pick<TaskList, 'info'>): void {
  if (region === undefined) return;
  tasks.info('Twilio region', `${region}: Twilio calls the webhooks of this region only for numbers whose active `
    + `messaging region is ${regionName(region)}. `
    + 'See the Twilio Console, Numbers & Senders > Phone Numbers > Regional.');
}

function checked(region: string | undefined, edge: string | undefined): string | undefined {
  try {
    return regionInHost(region, edge);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
