import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { passOn } from './pass-on';
import { TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the state machine. */
const stateMachineArn = process.env[TARGET_ENV] ?? '';

const stepFunctions = new SFNClient({ ...clientSettings(regionOfArn(stateMachineArn)), requestHandler: QUICK_REQUESTS });

/** Starts an execution of a state machine with each message. A message that comes again starts no second one. */
export const reply = passOn('Step Functions StartExecution', async ({ json, key }, options) => {
  try {
    await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name: key, input: json }), options);
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
});
