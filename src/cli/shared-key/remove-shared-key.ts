import { findSetup } from './find-setup';
import { waitForOperation } from './wait-for-operation';
import { WebhookConfiguration } from './webhook-configuration';
import { UserError } from '../../local/problems/user-error';
import { SharedKeySetup, updateConnectVersion } from '../aws/connect-version';
import { DeployedGateway } from '../aws/deployed-gateway';
import { TaskList } from '../terminal/task-list';

/** Says what `removeSharedKey` removes. */
export function describeRemoval(
  { url, sharedKeyId, settingId, ruleId }: SharedKeySetup,
): ReadonlyArray<readonly [name: string, text: string]> {
  return [
    ...(ruleId === undefined ? [] : [['Rule', `${ruleId} for ${url} → deleted`] as const]),
    ...(settingId === undefined ? [] : [['Setting', `${settingId} → deleted`] as const]),
    ['SharedKey', `${sharedKeyId} → deleted`],
  ];
}

/** Looks at what of the setup exists. Changes nothing. */
export async function findRemoval(setup: SharedKeySetup, configuration: WebhookConfiguration): Promise<SharedKeySetup> {
  if (setup.accountSid !== configuration.accountSid) {
    throw new UserError(`The Rule for ${setup.url} belongs to the account ${setup.accountSid}. Nothing was changed. `
      + 'Use an API key of that account.');
  }
  const { hasSharedKey: _, ...found } = await findSetup(setup, await configuration.rules(), configuration);
  return found;
}

/** Removes Rule, Setting and SharedKey, in this order: Twilio keeps what is still used. */
export async function removeSharedKey(
  { url, sharedKeyId, settingId, ruleId }: SharedKeySetup,
  gateway: DeployedGateway,
  configuration: WebhookConfiguration,
  tasks: TaskList,
): Promise<void> {
  if (ruleId !== undefined) {
    const operation = await tasks.start('Deleting the Rule', () => configuration.deleteRule(ruleId));
    if (operation !== undefined) await waitForOperation(configuration, operation, tasks);
    tasks.succeed('Rule', `${ruleId} is deleted: Twilio signs messages to ${url} with the auth token again`);
  }
  if (settingId !== undefined) {
    await tasks.start('Deleting the Setting', () => configuration.deleteSetting(settingId));
    tasks.succeed('Setting', `${settingId} is deleted`);
  }
  await tasks.start('Deleting the SharedKey', () => configuration.deleteSharedKey(sharedKeyId));
  tasks.succeed('SharedKey', `${sharedKeyId} is deleted`);
  await updateConnectVersion(gateway, { sharedKeySetup: undefined });
}
