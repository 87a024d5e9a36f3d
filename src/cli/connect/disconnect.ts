import { findTarget, TargetOptions } from './choose-target';
import { confirmChanges } from './confirm-changes';
import { secretVersionStore } from './previous-settings-in-secret';
import { describeRestoration, planRestorations, RestorationPlan } from './restorations';
import { whatStays } from './what-stays';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { describeSettings } from '../../runtime/twilio/inbound-settings';
import { readInboundTargets, writeInboundSettings } from '../../runtime/twilio/inbound-targets';
import { PreviousSettingsBySid, withoutSid } from '../../runtime/twilio/previous-settings';
import { AwsOptions } from '../aws/aws-options';
import { readConnectVersion } from '../aws/connect-version';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials } from '../aws/gateway-credentials';
import { readGatewaySecrets } from '../aws/gateway-secrets';
import { configurationFor } from '../shared-key/prepare-shared-key';
import { describeRemoval, findRemoval, removeSharedKey } from '../shared-key/remove-shared-key';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, terminalPrompts } from '../terminal/prompts';
import { TaskList, taskList } from '../terminal/task-list';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { givenRegion, tellRegion, TwilioRegionOptions } from '../twilio/given-region';
import { apiKeyFor, GivenCredentials, restCredentials, twilioCredentials } from '../twilio/twilio-credentials';

export interface DisconnectOptions extends AwsOptions, TargetOptions, TwilioRegionOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** Remove the webhook of a target whose previous settings are not known. */
  readonly clear?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** The command `disconnect`: restores the settings that numbers had before `connect`. The secret keeps the token. */
export async function disconnect(
  options: DisconnectOptions,
  context: GuardedContext,
  prompts: Prompts = terminalPrompts(context.stop),
): Promise<void> {
  const tasks = taskList(context);
  const gateway = await tasks.start(`Looking for the gateway of ${options.stack}`, () =>
    findGateway({ ...options, includeDeleted: true }, context),
  );
  tasks.succeed('Gateway', `${gateway.constructPath} in ${gateway.region}\n${gateway.webhookUrl}`);
  const region = givenRegion(options, context, gateway);
  tellRegion(region, tasks);
  const known = gatewayCredentials(await readGatewaySecrets(gateway, context), context, options.envFile);
  const asked = async () => (gateway.secretArn === undefined
    ? withApiKey(await apiKeyFor(known, context, prompts))
    : twilioCredentials(context, prompts, options.envFile));
  const rest = restCredentials(known) ?? restCredentials(await asked())!;
  const twilio = commandTwilioClient(rest, context, region);
  const store = secretVersionStore(gateway, region);
  let previousSettings = await tasks.start('Reading the previous settings', () => store.read());
  const all = await tasks.start('Reading numbers and Messaging Services', () => readInboundTargets(twilio));
  const isForAll = options.number === undefined && options.messagingService === undefined;
  const named = isForAll ? all : [findTarget(all, options)];
  const plan = planRestorations(named, previousSettings, gateway, options.clear);
  const { unknown, movedAway, restorations } = plan;
  show(plan, previousSettings, tasks);
  const { sharedKeySetup } = await readConnectVersion(gateway);
  const keeps = sharedKeySetup && reasonToKeepRule(plan, isForAll, gateway);
  if (keeps !== undefined) tasks.info('Rule', keeps);
  const configuration = configurationFor(gateway, rest, context);
  const removal = sharedKeySetup === undefined || keeps !== undefined ? undefined
    : await tasks.start("Reading Twilio's webhook configuration", () => findRemoval(sharedKeySetup, configuration));
  if (plan.here.length === 0 && movedAway.length === 0 && removal === undefined) {
    const nothing = plan.managed.length > 0 ? 'Nothing else' : 'Nothing';
    return tasks.print('', `${nothing} points at the gateway. Nothing was changed.`, ...whatStays(gateway));
  }
  restorations.forEach((one) => tasks.print(`  ${one.target.name.padEnd(16)} ${describeRestoration(one)}`));
  if (removal !== undefined) {
    describeRemoval(removal).forEach(([name, text]) => tasks.print(`  ${name.padEnd(16)} ${text}`));
  }
  if (options.dryRun) return tasks.print('', 'Dry run: nothing was changed.');
  if ((restorations.length > 0 || removal !== undefined) && !options.yes) await confirmChanges(prompts);

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
  context.stop.throwIfAborted();
  if (removal !== undefined) await removeSharedKey(removal, gateway, configuration, tasks);
  tasks.print('', ...whatStays(gateway));
  if (unknown.length > 0) {
    throw new ReportedFailure('Some numbers or Messaging Services still point at the gateway. See the lines marked ✗.');
  }
}

/** Why the Rule must stay. `undefined` if no message needs it. */
function reasonToKeepRule(
  { managed, unknown }: RestorationPlan,
  isForAll: boolean,
  { secretArn }: DeployedGateway,
): string | undefined {
  if (!isForAll) return 'stays for other numbers. "disconnect" without the number removes it.';
  return secretArn === undefined && managed.length + unknown.length > 0
    ? 'stays: numbers still point here, and without an auth token the gateway accepts only what the SharedKey signed.'
    : undefined;
}

function withApiKey({ accountSid, ...apiKey }: ApiKey): GivenCredentials {
  return { accountSid, apiKey };
}

function show(
  { managed, movedAway, unknown }: RestorationPlan,
  previousSettings: PreviousSettingsBySid,
  tasks: TaskList,
): void {
  const advice = 'To restore its previous settings, remove it from phoneNumbers and deploy.';
  managed.forEach(({ name }) => tasks.info(name, `is pointed here by the stack. ${advice}`));
  movedAway.forEach(({ sid }) =>
    tasks.info(previousSettings[sid].name, 'no longer points at the gateway. It was left unchanged.'));
  unknown.forEach(({ name }) =>
    tasks.fail(name, 'points here, but its previous settings are not known. Add --clear to remove its webhook.'));
}
