import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { createTargetReply } from './target-reply';
import { TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the state machine. */
const stateMachineArn = process.env[TARGET_ENV] ?? '';

const settings = clientSettings(regionOfArn(stateMachineArn));
const stepFunctions = new SFNClient({ ...settings, requestHandler: QUICK_REQUESTS });

/** Starts an execution of a state machine with each message. A duplicate starts no second execution. */
export const reply = createTargetReply('Step Functions StartExecution', async ({ json, key }, options) => {
  try {
    await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name: key, input: json }), options);
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
});
