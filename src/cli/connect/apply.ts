import { ConnectStep } from './connect';
import { Change, urlFor } from './plan';
import { withSettingsOf, withUrlOf, writePreviousSettings } from './previous-settings';
import { prove } from './prove';
import { UserError } from '../../local/user-error';
import { InboundTarget, isSameUrl, pointsTo } from '../../runtime/twilio/inbound-settings';
import { writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { SavedSettings } from '../../runtime/twilio/previous-settings';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { DeployedGateway } from '../aws/deployed-gateway';
import { SecretContent, writeTokenSecret } from '../aws/token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { Steps } from '../terminal/steps';
import { TwilioCredentials } from '../twilio/twilio-credentials';

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
export async function applyConnection(connection: Connection, context: GuardedContext, steps: Steps): Promise<void> {
  const { gateway, credentials, secret, changes, only } = connection;
  steps.print();
  try {
    if (changes.secret?.isNeeded) {
      await steps.during('Writing the secret', () => writeTokenSecret(gateway, secret, credentials));
      steps.done('Secret', 'holds Account SID and auth token');
      context.stop.throwIfAborted();
    }
    if (only === undefined) await prove(gateway.webhookUrl, credentials, context, steps);
    context.stop.throwIfAborted();
    if (changes.target?.isNeeded) await point(connection, steps);
  } catch (error) {
    steps.print(`\nNot all is done. What has a ${steps.style.green('✓')} is; ${changes.target?.isNeeded ? 'the number may not be connected. ' : ''}Run the same command again to go on.`);
    throw error;
  }
}

async function point({ gateway, twilio, saved, target: found }: Connection, steps: Steps): Promise<void> {
  const target = found!;
  const { webhookUrl } = gateway;
  const setByUs = saved[target.sid]?.webhookUrl;
  const isOurs = pointsTo(target, webhookUrl)
    || (setByUs !== undefined && isSameUrl(setByUs, target.settings.url) && !target.settings.applicationSid);
  const toSave = isOurs ? withUrlOf(saved, target.sid, webhookUrl) : withSettingsOf(saved, target, webhookUrl, new Date());
  await steps.during('Saving the present settings', () => writePreviousSettings(gateway, toSave));
  steps.done('Saved', `what ${target.name} has now, in a version of the secret`);
  const changed = await steps.during(`Pointing ${target.name} at the gateway`, () => writeInboundSettings(twilio, target, {
    url: urlFor(target, webhookUrl),
    method: 'POST',
    ...(target.kind === 'number' ? { applicationSid: '' } : { isLeftToNumbers: false }),
  }));
  if (!pointsTo(changed, webhookUrl)) throw new UserError(`Twilio took the webhook of ${target.name} but shows another one. Look at it in the Twilio Console.`);
  steps.done(target.name, 'points at the gateway');
  const { fallbackUrl } = target.settings;
  if (fallbackUrl !== '') steps.note('Fallback URL', `stays as it is, and is called when the gateway fails: ${fallbackUrl}`);
}
