import { findTarget, TargetOptions } from './choose-target';
import { confirmChanges } from './confirm-changes';
import { secretVersionStore } from './previous-settings-in-secret';
import {
  describeSettings,
  hasUrl,
  InboundSettings,
  InboundTarget,
  isNamed,
  isSameUrl,
} from '../../runtime/twilio/inbound-settings';
import { readInboundTargets, writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { PreviousSettings, PreviousSettingsBySid, urlsOf, withoutSid } from '../../runtime/twilio/previous-settings';
import { planRestore } from '../../runtime/twilio/webhook-plan';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, isComplete } from '../aws/gateway-credentials';
import { readTokenSecret } from '../aws/token-secret';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, terminalPrompts } from '../terminal/prompts';
import { taskList } from '../terminal/task-list';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { twilioCredentials } from '../twilio/twilio-credentials';

export interface DisconnectOptions extends AwsOptions, TargetOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** Remove the webhook of a target whose previous settings are not known. */
  readonly clear?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** A target, and the settings that it gets. */
interface Restoration {
  readonly target: InboundTarget;
  readonly changes: Partial<InboundSettings>;
}

/** The command `disconnect`: restores the settings that numbers had before `connect`. The secret keeps the token. */
export async function disconnect(
  options: DisconnectOptions,
  context: GuardedContext,
  prompts: Prompts = terminalPrompts(context.stop),
): Promise<void> {
  const tasks = taskList(context);
  const gateway = await tasks.start(`Looking for the gateway of ${options.stack}`, () =>
    findGateway({ ...options, isDeletedTaken: true }, context),
  );
  tasks.succeed('Gateway', `${gateway.constructPath} in ${gateway.region}\n${gateway.webhookUrl}`);
  const known = gatewayCredentials(await readTokenSecret(gateway), context, options.envFile);
  const credentials = isComplete(known) ? known : await twilioCredentials(context, prompts, options.envFile);
  const twilio = commandTwilioClient(credentials, context);
  const store = secretVersionStore(gateway);
  let previousSettings = await tasks.start('Reading the previous settings', () => store.read());
  const all = await tasks.start('Reading numbers and Messaging Services', () => readInboundTargets(twilio));
  const named =
    options.number === undefined && options.messagingService === undefined ? all : [findTarget(all, options)];
  const targets = named.filter((target) => !isManaged(target, gateway));
  named
    .filter((target) => isManaged(target, gateway))
    .forEach(({ name }) =>
      tasks.info(
        name,
        'is pointed here by the stack. To restore its previous settings, remove it from phoneNumbers and deploy.',
      ),
    );

  const here = targets.filter((target) => hasUrl(target, gateway.webhookUrl));
  const unknown = here.filter(({ sid }) => previousSettings[sid] === undefined);
  const movedAway = targets.filter(
    (target) => !here.includes(target) && wasPointedHere(target, previousSettings, gateway),
  );
  const restorations = here
    .filter(({ sid }) => previousSettings[sid] !== undefined || options.clear)
    .map((target) => planRestoration(target, previousSettings[target.sid] ?? withoutWebhook(target), gateway));

  movedAway.forEach(({ sid }) =>
    tasks.info(previousSettings[sid].name, 'no longer points at the gateway. It was left unchanged.'),
  );
  if (!options.clear) {
    unknown.forEach(({ name }) =>
      tasks.fail(name, 'points here, but its previous settings are not known. Add --clear to remove its webhook.'));
  }
  if (here.length === 0 && movedAway.length === 0) {
    return tasks.print(
      `\nNothing${targets.length < named.length ? ' else' : ''} points at the gateway. Nothing was changed.`,
    );
  }
  restorations.forEach((restoration) =>
    tasks.print(`  ${restoration.target.name.padEnd(16)} ${describe(restoration)}`),
  );
  if (options.dryRun) return tasks.print('\nDry run: nothing was changed.');
  if (restorations.length > 0 && !options.yes) await confirmChanges(prompts);

  const forget = async (sid: string) => {
    if (previousSettings[sid] === undefined) return;
    previousSettings = withoutSid(previousSettings, sid);
    await store.write(previousSettings);
  };
  for (const { target, changes } of restorations) {
    context.stop.throwIfAborted();
    const restored = await tasks.start(`Restoring the settings of ${target.name}`, () =>
      writeInboundSettings(twilio, target, changes),
    );
    tasks.succeed(target.name, describeSettings(restored));
    await forget(target.sid);
  }
  for (const { sid } of movedAway) await forget(sid);
  tasks.print('\nThe secret keeps the auth token.');
  if (unknown.length > 0 && !options.clear) {
    throw new ReportedFailure('Some numbers or Messaging Services still point at the gateway. See the lines marked ✗.');
  }
}

/** While the stack exists, it would not notice that somebody else has restored something. */
function isManaged(target: InboundTarget, { stack, managed }: DeployedGateway): boolean {
  return stack.status !== 'DELETE_COMPLETE' && managed.some((name) => isNamed(target, name));
}

function wasPointedHere(
  { sid }: InboundTarget,
  previousSettings: PreviousSettingsBySid,
  { webhookUrl }: DeployedGateway,
): boolean {
  return urlsOf(previousSettings[sid] ?? {}).some((url) => isSameUrl(url, webhookUrl));
}

/** An override of the gateway's URL is replaced, because the user has seen the change. */
function planRestoration(
  target: InboundTarget,
  known: Pick<PreviousSettings, 'settings'>,
  { webhookUrl }: DeployedGateway,
): Restoration {
  return { target, changes: planRestore({ target, known, otherUrls: [webhookUrl], replacesOverrides: true }) };
}

/** Previous settings for a target without any. */
function withoutWebhook({
  settings: { applicationSid, isLeftToNumbers },
}: InboundTarget): Pick<PreviousSettings, 'settings'> {
  return { settings: { url: '', method: 'POST', applicationSid, isLeftToNumbers } };
}

function describe({ target, changes }: Restoration): string {
  const restored = { ...target, settings: { ...target.settings, ...changes } };
  return `${describeSettings(target)} → ${describeSettings(restored)}`;
}
