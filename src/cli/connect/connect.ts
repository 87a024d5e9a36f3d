import { applyConnection, ConnectStep } from './apply-connection';
import { Change, secretChange, targetChange } from './changes';
import { chooseTarget, TargetOptions } from './choose-target';
import { confirmChanges } from './confirm-changes';
import { secretVersionStore } from './previous-settings-in-secret';
import { UserError } from '../../local/problems/user-error';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { readTokenSecret } from '../aws/token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, terminalPrompts } from '../terminal/prompts';
import { TaskList, taskList } from '../terminal/task-list';
import { checkAccount } from '../twilio/account';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { givenRegion, tellRegion, TwilioRegionOptions } from '../twilio/given-region';
import { TwilioCredentials, twilioCredentials } from '../twilio/twilio-credentials';
import { verifyWebhook } from '../webhook/verify-webhook';

export interface ConnectOptions extends AwsOptions, TargetOptions, TwilioRegionOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  readonly only?: ConnectStep;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * The command `connect`: stores the auth token, checks that the gateway verifies with it, and only then points the
 * number at the gateway, so that no message goes to a gateway that would reject it. Each step looks at the present
 * state, so the command can be repeated.
 */
export async function connect(
  options: ConnectOptions,
  context: GuardedContext,
  prompts: Prompts = terminalPrompts(context.stop),
): Promise<void> {
  const { only } = options;
  const tasks = taskList(context);
  const gateway = await tasks.start(`Looking for the gateway of ${options.stack}`, () => findGateway(options, context));
  tasks.succeed('Gateway', `${gateway.constructPath} in ${gateway.region}\n${gateway.webhookUrl}`);
  const region = givenRegion(options, context, gateway);
  tellRegion(region, tasks);
  const credentials = await twilioCredentials(context, prompts, options.envFile);
  const twilio = commandTwilioClient(credentials, context, region);
  await checkTwilioAccount(twilio, credentials, context, tasks);
  if (only === 'proof') return verifyWebhook(gateway.webhookUrl, credentials, context, tasks);

  const store = secretVersionStore(gateway, region);
  const secret = await tasks.start('Reading the secret', () => readTokenSecret(gateway));
  const previousSettings = only === 'secret' ? {} : await tasks.start('Reading the secret', () => store.read());
  const target = only === 'secret' ? undefined : await findTarget(twilio, options, gateway, prompts, tasks);
  const changes = {
    secret: only === 'number' ? undefined : secretChange(secret, credentials),
    target: target && targetChange(target, gateway.webhookUrl, previousSettings),
  };
  showChanges([['Secret', changes.secret], [target?.name ?? '', changes.target]], tasks);
  rejectObjections([changes.secret, changes.target], options);
  if (options.dryRun) return tasks.print('', 'Dry run: nothing was changed.');
  if (!options.yes && [changes.secret, changes.target].some((change) => change?.isNeeded)) {
    tasks.print();
    await confirmChanges(prompts);
  }
  await applyConnection(
    { gateway, twilio, credentials, secret, store, previousSettings, changes, only },
    context,
    tasks,
  );
  tasks.print('', nextSteps(gateway, target?.name, options));
}

async function checkTwilioAccount(
  twilio: TwilioClient,
  credentials: TwilioCredentials,
  context: GuardedContext,
  tasks: TaskList,
): Promise<void> {
  const account = await tasks.start('Checking the Twilio account', () => checkAccount(twilio, credentials, context));
  tasks.succeed('Twilio account', `${account.sid} ${account.name}`);
  if (account.isTrial) {
    tasks.info(
      'Trial account',
      'Twilio delivers replies only to numbers that you have verified, and adds a text of its own.',
    );
  }
}

async function findTarget(
  twilio: TwilioClient,
  options: ConnectOptions,
  gateway: DeployedGateway,
  prompts: Prompts,
  tasks: TaskList,
) {
  const targets = await tasks.start('Reading numbers and Messaging Services', () => readInboundTargets(twilio));
  return chooseTarget(targets, options, gateway.webhookUrl, prompts);
}

function showChanges(
  changes: ReadonlyArray<readonly [name: string, change: Change | undefined]>,
  tasks: TaskList,
): void {
  for (const [name, change] of changes) {
    if (change?.isNeeded === false) tasks.succeed(name, change.text);
  }
  const needed = changes.filter(([, change]) => change?.isNeeded);
  if (needed.length === 0) return;
  tasks.print('', tasks.style.bold('Changes'));
  needed.forEach(([name, change]) => tasks.print(`  ${name.padEnd(16)} ${change!.text}`));
}

function rejectObjections(changes: ReadonlyArray<Change | undefined>, { overwrite, dryRun }: ConnectOptions): void {
  const objections = changes.flatMap((change) => change?.objection ?? []);
  if (objections.length > 0 && !overwrite && !dryRun) {
    throw new UserError(`Nothing was changed: ${objections.join('; ')}. `
      + 'Add --overwrite to replace them. "disconnect" restores the webhook of a number.');
  }
}

function nextSteps({ stack }: DeployedGateway, target: string | undefined, { only }: ConnectOptions): string {
  if (target === undefined) return `Next: point a number at the gateway with "connect ${stack.name}".`;
  return only === undefined
    ? `Text ${target}: the gateway answers. Check the deployment with "check ${stack.name}". `
      + `Restore the previous settings with "disconnect ${stack.name}".`
    : `Next: check the deployment with "check ${stack.name}".`;
}
