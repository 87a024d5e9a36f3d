import { findTarget, TargetOptions } from './choose-target';
import { readPreviousSettings, without, writePreviousSettings } from './previous-settings';
import { UserError } from '../../local/problems/user-error';
import { describeSettings, InboundSettings, InboundTarget, isNamed, isSameUrl } from '../../runtime/twilio/inbound-settings';
import { readInboundTargets, writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { PreviousSettings, SavedSettings } from '../../runtime/twilio/previous-settings';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, isComplete } from '../aws/gateway-credentials';
import { readTokenSecret } from '../aws/token-secret';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal, terminalPrompts } from '../terminal/prompts';
import { taskList } from '../terminal/task-list';
import { twilioClient } from '../twilio/twilio-client';
import { twilioCredentials } from '../twilio/twilio-credentials';

export interface DisconnectOptions extends AwsOptions, TargetOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** Leave what connect has not changed without a webhook. */
  readonly clear?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What becomes of a number or a Messaging Service. */
interface Restoration {
  readonly target: InboundTarget;
  readonly settings: Partial<InboundSettings>;
  readonly text: string;
}

const NOTHING: Pick<InboundSettings, 'url' | 'method'> = { url: '', method: 'POST' };

/** The command `disconnect`: puts back what the numbers had before `connect`. The secret keeps the auth token. */
export async function disconnect(
  options: DisconnectOptions,
  context: GuardedContext,
  prompts: Prompts = terminalPrompts(context.stop),
): Promise<void> {
  const tasks = taskList(context);
  const gateway = await tasks.start(`Looking for the gateway of ${options.stack}`, () => findGateway({ ...options, includeDeleted: true }, context));
  tasks.succeed('Gateway', `${gateway.constructPath} in ${gateway.region}\n${gateway.webhookUrl}`);
  const known = gatewayCredentials(await readTokenSecret(gateway), context, options.envFile);
  const credentials = isComplete(known) ? known : await twilioCredentials(context, prompts, options.envFile);
  const twilio = twilioClient(credentials, context);
  let saved = await tasks.start('Reading the saved settings', () => readPreviousSettings(gateway));
  const all = await tasks.start('Reading numbers and Messaging Services', () => readInboundTargets(twilio));
  const named = options.number === undefined && options.messagingService === undefined ? all : [findTarget(all, options)];
  const targets = named.filter((target) => !isManaged(target, gateway));
  named.filter((target) => isManaged(target, gateway)).forEach(({ name }) =>
    tasks.info(name, 'is pointed here by the stack. To put back what it had, take it out of phoneNumbers and deploy.'));

  const here = targets.filter((target) => isPointedHere(target, gateway.webhookUrl, saved));
  const unknown = here.filter(({ sid }) => saved[sid] === undefined);
  const stale = Object.keys(saved).filter((sid) => isSameUrl(saved[sid].webhookUrl, gateway.webhookUrl)
    && targets.some((target) => target.sid === sid) && !here.some((target) => target.sid === sid));
  const restorations = here.filter(({ sid }) => saved[sid] !== undefined || options.clear).map((target) => restorationOf(target, saved[target.sid]));

  stale.forEach((sid) => tasks.info(saved[sid].name, 'does not point at the gateway any more: it is left as it is'));
  if (!options.clear) unknown.forEach(({ name }) => tasks.fail(name, 'points here, but what it had before was not saved. --clear leaves it without a webhook.'));
  if (here.length === 0 && stale.length === 0) return tasks.print(`\nNothing${targets.length < named.length ? ' else' : ''} points at the gateway. Nothing was changed.`);
  restorations.forEach(({ target, text }) => tasks.print(`  ${target.name.padEnd(16)} ${text}`));
  if (options.dryRun) return tasks.print('\nDry run: nothing was changed.');
  if (restorations.length > 0 && !options.yes) {
    requireTerminal(prompts, 'Nobody is there to agree to this. Add --yes to change it, or --dry-run to only see it.');
    if (!await prompts.confirm('Change it?')) throw new UserError('Nothing was changed.');
  }

  const forget = async (sid: string) => {
    if (saved[sid] === undefined) return;
    saved = without(saved, sid);
    await writePreviousSettings(gateway, saved);
  };
  for (const { target, settings } of restorations) {
    context.stop.throwIfAborted();
    const restored = await tasks.start(`Putting back the settings of ${target.name}`, () => writeInboundSettings(twilio, target, settings));
    tasks.succeed(target.name, describeSettings(restored));
    await forget(target.sid);
  }
  for (const sid of stale) await forget(sid);
  tasks.print('\nThe secret keeps the auth token.');
  if (unknown.length > 0 && !options.clear) throw new ReportedFailure('Something still points at the gateway.');
}

/** While the stack is there, it would not know that somebody else has put something back. */
function isManaged(target: InboundTarget, { stack, managed }: DeployedGateway): boolean {
  return stack.status !== 'DELETE_COMPLETE' && managed.some((name) => isNamed(target, name));
}

/** By its own URL, whoever is called for its texts at present. */
function isPointedHere({ sid, settings }: InboundTarget, webhookUrl: string, saved: SavedSettings): boolean {
  const set = saved[sid]?.webhookUrl;
  return isSameUrl(settings.url, webhookUrl) || (set !== undefined && isSameUrl(set, webhookUrl) && isSameUrl(settings.url, set));
}

/** Of what connect changes. The fallback is not among it. */
function restorationOf(target: InboundTarget, previous?: PreviousSettings): Restoration {
  const { url, method, applicationSid, isLeftToNumbers } = previous?.settings ?? { ...target.settings, ...NOTHING };
  const settings = { url, method, applicationSid, isLeftToNumbers };
  return { target, settings, text: `${describeSettings(target)} → ${describeSettings({ ...target, settings: { ...target.settings, ...settings } })}` };
}
