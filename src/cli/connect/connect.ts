import { applyConnection, ConnectStep } from './apply-connection';
import { apiKeyChange, Change, secretChange, targetChange, urlFor } from './changes';
import { chooseTarget, TargetOptions } from './choose-target';
import { confirmChanges } from './confirm-changes';
import { ConnectCredentials, connectCredentials } from './connect-credentials';
import { secretVersionStore } from './previous-settings-in-secret';
import { UserError } from '../../local/problems/user-error';
import { MessageSigner } from '../../local/twilio/signed-message';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { sharedKeySignerOf } from '../aws/gateway-credentials';
import { GatewaySecrets, readGatewaySecrets } from '../aws/gateway-secrets';
import { storeSigningKey } from '../aws/signing-key-secret';
import { assertSharedKeyPossible, prepareSharedKey } from '../shared-key/prepare-shared-key';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, terminalPrompts } from '../terminal/prompts';
import { TaskList, taskList } from '../terminal/task-list';
import { checkAccount, checkApiKey } from '../twilio/account';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { givenRegion, tellRegion, TwilioRegionOptions } from '../twilio/given-region';
import { restCredentials } from '../twilio/twilio-credentials';
import { verifyWebhook } from '../webhook/verify-webhook';

export interface ConnectOptions extends AwsOptions, TargetOptions, TwilioRegionOptions {
  readonly stack: string;
  readonly gateway?: string;
  readonly envFile?: string;
  readonly only?: ConnectStep;
  /** Create a SharedKey, and let Twilio sign with it. */
  readonly sharedKey?: boolean;
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * The command `connect`: stores the auth token or the API key, checks that the gateway accepts signed messages, and
 * only then points the number at the gateway, so that no message goes to a gateway that would reject it. Each step
 * looks at the present state, so the command can be repeated.
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
  if (options.sharedKey) assertSharedKeyPossible(gateway, region);
  const secrets = await tasks.start('Reading the secrets', () => readGatewaySecrets(gateway, context));
  const credentials = await connectCredentials(gateway, secrets, options, context, prompts);
  const { accountSid, token, apiKey } = credentials;
  const rest = restCredentials({ accountSid, authToken: token?.authToken, apiKey })!;
  const twilio = commandTwilioClient(rest, context, region);
  await checkTwilioAccount(twilio, credentials, context, tasks);
  if (only === 'proof') {
    return verifyWebhook(gateway.webhookUrl, proofSigner(gateway, secrets, credentials), context, tasks);
  }

  const store = secretVersionStore(gateway, region);
  const previousSettings = only === 'secret' ? {} : await tasks.start('Reading the secret', () => store.read());
  const target = only === 'secret' ? undefined : await findTarget(twilio, options, gateway, prompts, tasks);
  const changes = {
    secret: only === 'number' || !token ? undefined : secretChange(secrets.token!, token),
    apiKey: only === 'number' || !apiKey || !secrets.apiKey ? undefined : apiKeyChange(secrets.apiKey, apiKey),
    target: target && targetChange(target, gateway.webhookUrl, previousSettings),
  };
  const sharedKey = options.sharedKey && target
    ? await prepareSharedKey(urlFor(target, gateway.webhookUrl), gateway, secrets, credentials, context, tasks)
    : undefined;
  const { lines = [], isNeeded = false, objection } = sharedKey?.plan ?? {};
  // Without an auth token only the new SharedKey can sign, once it exists.
  const isSignedLater = isNeeded && gateway.secretArn === undefined;
  const signer = only === undefined && !isSignedLater ? proofSigner(gateway, secrets, credentials) : undefined;
  showChanges([
    ['Secret', changes.secret],
    ['API key', changes.apiKey],
    ...lines.map(([name, text]) => [name, { isNeeded, text }] as const),
    [target?.name ?? '', changes.target],
  ], tasks);
  const all = [changes.secret, changes.apiKey, { isNeeded, text: '', objection }, changes.target];
  rejectObjections(all, options);
  if (options.dryRun) return tasks.print('', 'Dry run: nothing was changed.');
  if (!options.yes && all.some((change) => change?.isNeeded)) {
    tasks.print();
    await confirmChanges(prompts);
  }
  await applyConnection(
    { gateway, twilio, credentials, secrets, signer, sharedKey, store, previousSettings, changes },
    context,
    tasks,
  );
  tasks.print('', nextSteps(gateway, target?.name, options));
}

/** @throws UserError if a gateway without an auth token has no SharedKey to sign with */
function proofSigner(
  { secretArn, signingKeySecretArn }: DeployedGateway,
  secrets: GatewaySecrets,
  { accountSid, token }: ConnectCredentials,
): MessageSigner {
  if (secretArn !== undefined) return { accountSid, key: token!.authToken };
  const signer = sharedKeySignerOf(secrets, accountSid);
  if (signer !== undefined) return signer;
  throw new UserError(`The secret with the SharedKey holds ${secrets.signingKey!.flaw}, `
    + 'so no message can be signed and the gateway would reject all. '
    + 'Add --shared-key to create one at Twilio (public beta), or store yours: '
    + storeSigningKey(signingKeySecretArn!));
}

async function checkTwilioAccount(
  twilio: TwilioClient,
  { token, apiKey }: ConnectCredentials,
  context: GuardedContext,
  tasks: TaskList,
): Promise<void> {
  if (apiKey !== undefined) {
    tasks.succeed('API key', await tasks.start('Checking the API key', () => checkApiKey(twilio, apiKey)));
  }
  if (token === undefined) return;
  const account = await tasks.start('Checking the Twilio account', () => checkAccount(token, context, twilio.region));
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
