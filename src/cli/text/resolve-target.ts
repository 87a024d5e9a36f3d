import { UserError } from '../../local/problems/user-error';
import { MessageSigner, randomSid } from '../../local/twilio/signed-message';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, sharedKeySignerOf, signerOf } from '../aws/gateway-credentials';
import { readGatewaySecrets } from '../aws/gateway-secrets';
import { storeSigningKey } from '../aws/signing-key-secret';
import { UsageError } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal } from '../terminal/prompts';
import { RunningGateway, runningGateways } from '../terminal/running-gateways';
import { TaskList } from '../terminal/task-list';
import { givenCredentials } from '../twilio/twilio-credentials';
import { checkedUrl, isUrl } from '../webhook/target-url';

export interface TargetGatewayOptions extends AwsOptions {
  /** Name or ARN of a stack, or a webhook's URL. @default - the local gateway that runs */
  readonly to?: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** Sign with the SharedKey of the gateway's secret, also if the gateway has an auth token. */
  readonly sharedKey?: boolean;
}

/** The webhook that gets a message, and what signs it. */
export interface TextTarget {
  readonly name: string;
  readonly webhookUrl: string;
  readonly signer: MessageSigner;
}

/**
 * Finds the webhook and the key to sign with. An unknown account gets a made-up SID.
 *
 * @throws UserError if there is no gateway or no key, and for the asynchronous mode: its worker replies through
 * Twilio's REST API, from the number that got the message, which is made up here
 */
export async function resolveTarget(
  options: TargetGatewayOptions,
  context: GuardedContext,
  prompts: Prompts,
  tasks: TaskList,
): Promise<TextTarget> {
  const running = runningGateways(context.env);
  const to = options.to ?? theOnly(running).webhookUrl;
  const isGiven = options.to !== undefined && givenCredentials(context, options.envFile).authToken !== undefined;
  const signer = isGiven || options.sharedKey ? undefined : running.find(({ webhookUrl }) => webhookUrl === to)?.signer;
  if (signer !== undefined) {
    context.hide(typeof signer.key === 'string' ? signer.key : signer.key.sharedKey);
    return { name: to, webhookUrl: to, signer };
  }
  return isUrl(to) ? ofUrl({ ...options, to }, context, prompts) : ofStack({ ...options, to }, context, tasks);
}

function theOnly(running: readonly RunningGateway[]): RunningGateway {
  if (running.length === 1) return running[0];
  throw new UsageError(running.length === 0
    ? 'No local gateway runs. Start one with "dev", or name a deployed stack or the URL of a webhook with --to.'
    : `Several local gateways run. Name one with --to: ${running.map(({ webhookUrl }) => webhookUrl).join(', ')}.`);
}

type NamedTarget = TargetGatewayOptions & { readonly to: string };

async function ofUrl(
  { to, envFile, sharedKey }: NamedTarget,
  context: GuardedContext,
  prompts: Prompts,
): Promise<TextTarget> {
  if (sharedKey) {
    throw new UsageError('--shared-key needs a stack: the SharedKey comes from the secret of its gateway. '
      + 'Name the stack with --to, or leave --shared-key out.');
  }
  const webhookUrl = checkedUrl(to);
  const { accountSid, authToken } = givenCredentials(context, envFile);
  if (authToken === undefined) {
    requireTerminal(prompts, 'There is no auth token to sign the message with. '
      + 'Set TWILIO_AUTH_TOKEN in the environment or with --env-file. "dev" prints the random one that it made.');
  }
  const asked = authToken ?? await prompts.text('Auth token of the gateway:', { isSecret: true });
  context.hide(asked);
  return { name: webhookUrl, webhookUrl, signer: { accountSid: accountSid ?? randomSid('AC'), key: asked } };
}

async function ofStack(options: NamedTarget, context: GuardedContext, tasks: TaskList): Promise<TextTarget> {
  return tasks.start(`Looking for the gateway of ${options.to}`, async () => {
    const gateway = await findGateway({ ...options, stack: options.to }, context);
    if (gateway.worker !== undefined) throw new UserError(noReplyHere(gateway));
    const secrets = await readGatewaySecrets(gateway, context);
    const credentials = gatewayCredentials(secrets, context, options.envFile);
    const accountSid = credentials.accountSid ?? randomSid('AC');
    if (options.sharedKey && gateway.signingKeySecretArn === undefined) throw new UserError(noSigningKey(gateway));
    const signer = options.sharedKey
      ? sharedKeySignerOf(secrets, accountSid)
      : signerOf(gateway, secrets, credentials, accountSid);
    if (signer !== undefined) return { name: gateway.constructPath, webhookUrl: gateway.webhookUrl, signer };
    throw new UserError(options.sharedKey || secrets.token === undefined
      ? `The gateway's secret holds ${secrets.signingKey!.flaw}, so the message cannot be signed. `
        + `Store the SharedKey first: ${storeSigningKey(gateway.signingKeySecretArn!)}`
      : `The gateway's secret holds ${secrets.token.flaw} instead of an auth token. `
        + `Run "connect ${gateway.stack.name}" first.`);
  });
}

function noSigningKey({ constructPath }: DeployedGateway): string {
  return `The gateway ${constructPath} has no secret for a SharedKey, so nothing was sent: it would reject the message. `
    + 'Set the prop signingKeySecret and deploy, or leave --shared-key out.';
}

function noReplyHere({ constructPath }: DeployedGateway): string {
  return `The gateway ${constructPath} uses ReplyMode.asynchronous, so nothing was sent: its worker would reply `
    + 'through Twilio, and Twilio would reject the reply, since it comes from a made-up number. '
    + 'Text your number from a phone, or run "dev": its page shows such replies.';
}
