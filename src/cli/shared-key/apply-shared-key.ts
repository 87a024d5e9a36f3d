import { SharedKeyPlan } from './plan-shared-key';
import { OperationFailed, waitForOperation } from './wait-for-operation';
import { Operation, WebhookConfiguration } from './webhook-configuration';
import { UserError } from '../../local/problems/user-error';
import { MalformedSecret } from '../../runtime/auth-token/malformed-secret';
import { parseSharedKey, SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { SharedKeySetup, updateConnectVersion } from '../aws/connect-version';
import { DeployedGateway } from '../aws/deployed-gateway';
import { SigningKeyContent, writeSigningKeySecret } from '../aws/signing-key-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';
import { verifyWebhook } from '../webhook/verify-webhook';

/** What the steps need. */
export interface SharedKeyWork {
  readonly gateway: DeployedGateway;
  readonly configuration: WebhookConfiguration;
  readonly stored: SigningKeyContent;
  readonly plan: SharedKeyPlan;
}

/**
 * Creates the SharedKey and stores it, checks that the gateway accepts it, and only then lets Twilio sign with it. Each
 * resource is recorded before the next one, so that a run that ends in between can be repeated or undone.
 */
export async function applySharedKey(work: SharedKeyWork, context: GuardedContext, tasks: TaskList): Promise<void> {
  const { gateway, configuration, stored, plan: { url, connection, present, pending, obsolete } } = work;
  if (pending !== undefined) {
    await waitForRule(pending, configuration, tasks);
    return tasks.succeed('Rule', 'applies everywhere');
  }
  if (obsolete !== undefined) await removeUnused(obsolete, configuration, tasks);
  const sharedKey = present === undefined ? await createSharedKey(work, context, tasks) : stored.sharedKey!;
  context.stop.throwIfAborted();
  await verifyWebhook(gateway.webhookUrl, { accountSid: configuration.accountSid, key: sharedKey }, context, tasks);
  context.stop.throwIfAborted();

  let setup: SharedKeySetup = { accountSid: configuration.accountSid, url, sharedKeyId: sharedKey.sharedKeyId };
  const record = async (change: Partial<SharedKeySetup>) => {
    setup = { ...setup, ...change };
    await updateConnectVersion(gateway, { sharedKeySetup: setup });
  };
  const settingId = present?.settingId ?? await tasks.start('Creating the Setting', async () =>
    (await configuration.createSetting(sharedKey.sharedKeyId, connection)).id);
  await record({ settingId });
  tasks.succeed('Setting', settingId);
  context.stop.throwIfAborted();
  const { rule, operation } = await tasks.start('Creating the Rule', () => configuration.createRule(url, settingId));
  const ruleId = rule?.id ?? operation?.resourceId;
  await record({ ruleId });
  if (operation !== undefined) await waitForRule({ ...operation, resourceId: ruleId }, configuration, tasks);
  tasks.succeed('Rule', `Twilio signs messages to ${url} with the SharedKey`);
}

/** A Rule that Twilio gave up is deleted, so that the next run creates it again. */
async function waitForRule(operation: Operation, configuration: WebhookConfiguration, tasks: TaskList): Promise<void> {
  try {
    await waitForOperation(configuration, operation, tasks);
  } catch (error) {
    const { resourceId } = operation;
    if (error instanceof OperationFailed && resourceId !== undefined) {
      await configuration.deleteRule(resourceId).catch(() => undefined); // the error to report is the first one
    }
    throw error;
  }
}

/** Twilio shows the key only now: it is either stored, or deleted again. */
async function createSharedKey(
  { gateway, configuration, stored, plan: { url } }: SharedKeyWork,
  { hide }: GuardedContext,
  tasks: TaskList,
): Promise<SharedKey> {
  const { accountSid } = configuration;
  // Not a task of the list: Ctrl-C must not lose the id of a key that Twilio creates meanwhile.
  const { id, secret } = await configuration.createSharedKey();
  hide(secret);
  try {
    const sharedKey = usable({ accountSid, sharedKeyId: id, sharedKey: secret, algorithm: 'HMAC_SHA256' });
    await tasks.start('Storing the SharedKey', async () => {
      await updateConnectVersion(gateway, { sharedKeySetup: { accountSid, url, sharedKeyId: id } });
      await writeSigningKeySecret(gateway, gateway.signingKeySecretArn!, stored, sharedKey);
    });
    tasks.succeed('SharedKey', `${id}, stored in the signing-key secret`);
    return sharedKey;
  } catch (error) {
    await configuration.deleteSharedKey(id).then(
      () => tasks.info('SharedKey', `${id} could not be stored, so it was deleted again. It has signed nothing.`),
      () => tasks.fail('SharedKey', `${id} could neither be stored nor deleted. It signs nothing. `
        + `Delete it: DELETE https://webhooks.twilio.com/v1/Webhooks/SharedKeys/${id} with an API key.`),
    );
    throw error;
  }
}

function usable(key: SharedKey): SharedKey {
  try {
    return parseSharedKey(JSON.stringify(key));
  } catch (error) {
    if (!(error instanceof MalformedSecret)) throw error;
    throw new UserError(`Twilio returned a SharedKey of a form that the gateway does not know: ${error.found}. `
      + 'Update this package.');
  }
}

/** Without a Rule it has signed nothing. */
async function removeUnused(
  { sharedKeyId, settingId }: SharedKeySetup,
  configuration: WebhookConfiguration,
  tasks: TaskList,
): Promise<void> {
  await tasks.start('Deleting a SharedKey that is not stored', async () => {
    if (settingId !== undefined) await configuration.deleteSetting(settingId);
    await configuration.deleteSharedKey(sharedKeyId);
  });
  tasks.info('SharedKey', `${sharedKeyId} of an earlier run was not stored, so it was deleted.`);
}
