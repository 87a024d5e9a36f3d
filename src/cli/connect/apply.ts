import { ConnectStep } from './connect';
import { Change, urlFor } from './plan';
import { withSettingsOf, withUrlOf, writePreviousSettings } from './previous-settings';
import { UserError } from '../../local/problems/user-error';
import { InboundTarget, isSameUrl, pointsTo } from '../../runtime/twilio/inbound-settings';
import { writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { SavedSettings } from '../../runtime/twilio/previous-settings';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { DeployedGateway } from '../aws/deployed-gateway';
import { SecretContent, writeTokenSecret } from '../aws/token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';
import { TwilioCredentials } from '../twilio/twilio-credentials';
import { verifyWebhook } from '../webhook/verify-webhook';

/** What was found, and what is to be done about it. */
export interface Connection {
  readonly gateway: DeployedGateway;
  readonly twilio: TwilioClient;
  readonly credentials: TwilioCredentials;
  readonly secret: SecretContent;
  readonly saved: SavedSettings;
  readonly target?: InboundTarget;
  readonly changes: { readonly secret?: Change; readonly target?: Change };
  readonly only?: ConnectStep;
}

/** Does what was agreed to, step by step, and says of each that it is done: whatever ends it, the lines tell how far it came. */
export async function applyConnection(connection: Connection, context: GuardedContext, tasks: TaskList): Promise<void> {
  const { gateway, credentials, secret, changes, only } = connection;
  tasks.print();
  try {
    if (changes.secret?.isNeeded) {
      await tasks.start('Writing the secret', () => writeTokenSecret(gateway, secret, credentials));
      tasks.succeed('Secret', 'holds Account SID and auth token');
      context.stop.throwIfAborted();
    }
    if (only === undefined) await verifyWebhook(gateway.webhookUrl, credentials, context, tasks);
    context.stop.throwIfAborted();
    if (changes.target?.isNeeded) await point(connection, tasks);
  } catch (error) {
    tasks.print(`\nNot all is done. What has a ${tasks.style.green('✓')} is; ${changes.target?.isNeeded ? 'the number may not be connected. ' : ''}Run the same command again to go on.`);
    throw error;
  }
}

async function point({ gateway, twilio, saved, target: found }: Connection, tasks: TaskList): Promise<void> {
  const target = found!;
  const { webhookUrl } = gateway;
  const setByUs = saved[target.sid]?.webhookUrl;
  const isOurs = pointsTo(target, webhookUrl)
    || (setByUs !== undefined && isSameUrl(setByUs, target.settings.url) && !target.settings.applicationSid);
  const toSave = isOurs ? withUrlOf(saved, target.sid, webhookUrl) : withSettingsOf(saved, target, webhookUrl, new Date());
  await tasks.start('Saving the present settings', () => writePreviousSettings(gateway, toSave));
  tasks.succeed('Saved', `what ${target.name} has now, in a version of the secret`);
  const changed = await tasks.start(`Pointing ${target.name} at the gateway`, () => writeInboundSettings(twilio, target, {
    url: urlFor(target, webhookUrl),
    method: 'POST',
    ...(target.kind === 'number' ? { applicationSid: '' } : { isLeftToNumbers: false }),
  }));
  if (!pointsTo(changed, webhookUrl)) throw new UserError(`Twilio took the webhook of ${target.name} but shows another one. Look at it in the Twilio Console.`);
  tasks.succeed(target.name, 'points at the gateway');
  const { fallbackUrl } = target.settings;
  if (fallbackUrl !== '') tasks.info('Fallback URL', `stays as it is, and is called when the gateway fails: ${fallbackUrl}`);
}
