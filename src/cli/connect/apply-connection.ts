import { Change, TargetChange } from './changes';
import { ConnectCredentials } from './connect-credentials';
import { UserError } from '../../local/problems/user-error';
import { MessageSigner } from '../../local/twilio/signed-message';
import { pointsTo } from '../../runtime/twilio/inbound-settings';
import { writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { PreviousSettingsBySid, PreviousSettingsStore } from '../../runtime/twilio/previous-settings';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { writeApiKeySecret } from '../aws/api-key-secret';
import { DeployedGateway } from '../aws/deployed-gateway';
import { GatewaySecrets } from '../aws/gateway-secrets';
import { writeTokenSecret } from '../aws/token-secret';
import { applySharedKey, SharedKeyWork } from '../shared-key/apply-shared-key';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';
import { verifyWebhook } from '../webhook/verify-webhook';

/** A step that can run alone. */
export type ConnectStep = 'secret' | 'proof' | 'number';

/** The findings about a gateway, and the changes to make. */
export interface Connection {
  readonly gateway: DeployedGateway;
  readonly twilio: TwilioClient;
  readonly credentials: ConnectCredentials;
  readonly secrets: GatewaySecrets;
  /** Signs the messages that check the gateway. */
  readonly signer?: MessageSigner;
  readonly store: PreviousSettingsStore;
  readonly previousSettings: PreviousSettingsBySid;
  readonly changes: { readonly secret?: Change; readonly apiKey?: Change; readonly target?: TargetChange };
  /** A SharedKey for Twilio to sign with. */
  readonly sharedKey?: SharedKeyWork;
  readonly only?: ConnectStep;
}

/** Makes the confirmed changes, and prints each finished step. The lines show how far an interrupted run came. */
export async function applyConnection(connection: Connection, context: GuardedContext, tasks: TaskList): Promise<void> {
  const { gateway, signer, sharedKey, changes } = connection;
  const target = changes.target?.isNeeded ? changes.target : undefined;
  tasks.print();
  try {
    await applySecrets(connection, context, tasks);
    if (signer !== undefined) await verifyWebhook(gateway.webhookUrl, signer, context, tasks);
    context.stop.throwIfAborted();
    if (sharedKey?.plan.isNeeded) await applySharedKey(sharedKey, context, tasks);
    context.stop.throwIfAborted();
    if (target !== undefined) await applyTarget(target, connection, tasks);
  } catch (error) {
    tasks.print('', `Not all steps are done, only those marked ${tasks.style.green('✓')}. `
      + `${target ? 'The number may not be connected. ' : ''}Run the same command again to continue.`);
    throw error;
  }
}

async function applySecrets(
  { gateway, credentials: { token, apiKey }, secrets, changes }: Connection,
  context: GuardedContext,
  tasks: TaskList,
): Promise<void> {
  const { secretArn, apiKeySecretArn } = gateway;
  if (changes.secret?.isNeeded) {
    await tasks.start('Writing the secret', () =>
      writeTokenSecret({ ...gateway, secretArn: secretArn! }, secrets.token!, token!));
    tasks.succeed('Secret', 'holds Account SID and auth token');
    context.stop.throwIfAborted();
  }
  if (changes.apiKey?.isNeeded) {
    await tasks.start('Writing the API key', () =>
      writeApiKeySecret(gateway, apiKeySecretArn!, secrets.apiKey!, apiKey!));
    tasks.succeed('API key', `its secret holds the API key ${apiKey!.apiKeySid}`);
    context.stop.throwIfAborted();
  }
}

async function applyTarget({ target, plan }: TargetChange, connection: Connection, tasks: TaskList): Promise<void> {
  const { gateway, twilio, store, previousSettings } = connection;
  const { sid, name, settings: { fallbackUrl } } = target;
  // Without previous settings there is nothing that `disconnect` could restore.
  if (plan.pending.settings !== undefined) {
    const pending = { name, accountSid: twilio.accountSid, ...plan.pending };
    await tasks.start('Storing the previous settings', () => store.write({ ...previousSettings, [sid]: pending }));
    tasks.succeed('Stored', `the previous settings of ${name}, in a version of the secret`);
  }
  const changed = await tasks.start(`Pointing ${name} at the gateway`, () =>
    writeInboundSettings(twilio, target, plan.changes),
  );
  if (!pointsTo(changed, gateway.webhookUrl)) {
    throw new UserError(
      `Twilio accepted the webhook of ${name} but shows another one. `
        + `Compare the webhook of ${name} in the Twilio Console with ${gateway.webhookUrl}, then run this again.`,
    );
  }
  tasks.succeed(name, 'points at the gateway');
  if (fallbackUrl !== '') {
    tasks.info('Fallback URL', `left unchanged. Twilio calls it when the gateway fails: ${fallbackUrl}`);
  }
}
