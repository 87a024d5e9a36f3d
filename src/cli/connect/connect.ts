import { applyConnection } from './apply';
import { chooseTarget, TargetOptions } from './choose-target';
import { Change, planSecret, planTarget } from './plan';
import { readPreviousSettings } from './previous-settings';
import { UserError } from '../../local/problems/user-error';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { readTokenSecret } from '../aws/token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal, terminalPrompts } from '../terminal/prompts';
import { TaskList, taskList } from '../terminal/task-list';
import { checkAccount } from '../twilio/account';
import { twilioClient } from '../twilio/twilio-client';
import { TwilioCredentials, twilioCredentials } from '../twilio/twilio-credentials';
import { verifyWebhook } from '../webhook/verify-webhook';

/** One of them can be run alone. */
export type ConnectStep = 'secret' | 'proof' | 'number';

export interface ConnectOptions extends AwsOptions, TargetOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  readonly only?: ConnectStep;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * The command `connect`: stores the auth token, proves that the gateway verifies with it, and only then points the number at the gateway, so
 * that no text ever goes to a gateway that would reject it. Each step looks at what is there, so that it can be run again at any time.
 */
export async function connect(options: ConnectOptions, context: GuardedContext, prompts: Prompts = terminalPrompts(context.stop)): Promise<void> {
  const { only } = options;
  const tasks = taskList(context);
  const gateway = await tasks.start(`Looking for the gateway of ${options.stack}`, () => findGateway(options, context));
  tasks.succeed('Gateway', `${gateway.constructPath} in ${gateway.region}\n${gateway.webhookUrl}`);
  const credentials = await twilioCredentials(context, prompts, options.envFile);
  await checkTwilioAccount(credentials, context, tasks);
  if (only === 'proof') return verifyWebhook(gateway.webhookUrl, credentials, context, tasks);

  const twilio = twilioClient(credentials, context);
  const secret = await tasks.start('Reading the secret', () => readTokenSecret(gateway));
  const saved = only === 'secret' ? {} : await tasks.start('Reading the secret', () => readPreviousSettings(gateway));
  const target = only === 'secret' ? undefined
    : await chooseTarget(await tasks.start('Reading numbers and Messaging Services', () => readInboundTargets(twilio)), options, gateway.webhookUrl, prompts);

  const changes = {
    secret: only === 'number' ? undefined : planSecret(secret, credentials),
    target: target && planTarget(target, gateway.webhookUrl, saved),
  };
  showPlan([['Secret', changes.secret], [target?.name ?? '', changes.target]], tasks);
  rejectObjections([changes.secret, changes.target], options);
  if (options.dryRun) return tasks.print('\nDry run: nothing was changed.');
  await agree([changes.secret, changes.target], options, prompts, tasks);
  await applyConnection({ gateway, twilio, credentials, secret, saved, target, changes, only }, context, tasks);
  tasks.print(farewell(gateway, target?.name, options));
}

async function checkTwilioAccount(credentials: TwilioCredentials, context: GuardedContext, tasks: TaskList): Promise<void> {
  const { sid, name, isTrial } = await tasks.start('Checking the Twilio account', () => checkAccount(twilioClient(credentials, context), credentials, context));
  tasks.succeed('Twilio account', `${sid} ${name}`);
  if (isTrial) tasks.info('Trial account', 'Twilio delivers replies only to numbers that you have verified, with words of its own before them.');
}

function showPlan(changes: ReadonlyArray<readonly [name: string, change: Change | undefined]>, tasks: TaskList): void {
  for (const [name, change] of changes) {
    if (change?.isNeeded === false) tasks.succeed(name, change.text);
  }
  const needed = changes.filter(([, change]) => change?.isNeeded);
  if (needed.length === 0) return;
  tasks.print(`\n${tasks.style.bold('To be changed')}`);
  needed.forEach(([name, change]) => tasks.print(`  ${name.padEnd(16)} ${change!.text}`));
}

function rejectObjections(changes: ReadonlyArray<Change | undefined>, { overwrite, dryRun }: ConnectOptions): void {
  const objections = changes.flatMap((change) => change?.objection ?? []);
  if (objections.length > 0 && !overwrite && !dryRun) {
    throw new UserError(`Nothing was changed: ${objections.join('; ')}. With --overwrite it is replaced; "disconnect" puts a number's webhook back.`);
  }
}

async function agree(changes: ReadonlyArray<Change | undefined>, { yes }: ConnectOptions, prompts: Prompts, tasks: TaskList): Promise<void> {
  if (yes || !changes.some((change) => change?.isNeeded)) return;
  requireTerminal(prompts, 'Nobody is there to agree to this. Add --yes to change it, or --dry-run to only see it.');
  tasks.print();
  if (!await prompts.confirm('Change it?')) throw new UserError('Nothing was changed.');
}

function farewell({ stack }: DeployedGateway, target: string | undefined, { only }: ConnectOptions): string {
  if (target === undefined) return `\nNext: point a number at the gateway with "connect ${stack.name}".`;
  return only === undefined
    ? `\nText ${target}: the gateway answers. "disconnect ${stack.name}" puts back what was there, "check ${stack.name}" looks after it.`
    : `\nNext: "check ${stack.name}" says whether all is well.`;
}
