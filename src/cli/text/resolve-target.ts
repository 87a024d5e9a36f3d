import { UserError } from '../../local/problems/user-error';
import { randomSid } from '../../local/twilio/signed-message';
import { AwsOptions } from '../aws/aws-options';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials } from '../aws/gateway-credentials';
import { readTokenSecret } from '../aws/token-secret';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal } from '../terminal/prompts';
import { TaskList } from '../terminal/task-list';
import { givenCredentials, TwilioCredentials } from '../twilio/twilio-credentials';
import { checkedUrl, isUrl } from '../webhook/target-url';

export interface TargetGatewayOptions extends AwsOptions {
  /** Name or ARN of a stack, or a webhook's URL. */
  readonly to: string;
  readonly gateway?: string;
  readonly envFile?: string;
}

/** The webhook that gets a message, and the credentials that sign it. */
export interface TextTarget {
  readonly name: string;
  readonly webhookUrl: string;
  readonly credentials: TwilioCredentials;
}

/**
 * Finds the webhook and the credentials to sign with. An unknown account gets a made-up SID.
 *
 * @throws UserError if there is no gateway or no token, and for the asynchronous mode: its worker replies through
 * Twilio's REST API, from the number that got the message, which is made up here
 */
export async function resolveTarget(
  options: TargetGatewayOptions,
  context: GuardedContext,
  prompts: Prompts,
  tasks: TaskList,
): Promise<TextTarget> {
  return isUrl(options.to) ? ofUrl(options, context, prompts) : ofStack(options, context, tasks);
}

async function ofUrl(
  { to, envFile }: TargetGatewayOptions,
  context: GuardedContext,
  prompts: Prompts,
): Promise<TextTarget> {
  const webhookUrl = checkedUrl(to);
  const { accountSid, authToken } = givenCredentials(context, envFile);
  if (authToken === undefined) {
    requireTerminal(prompts, 'There is no auth token to sign the message with. '
      + 'Set TWILIO_AUTH_TOKEN in the environment or with --env-file. "dev" prints the random one that it made.');
  }
  const asked = authToken ?? await prompts.text('Auth token of the gateway:', { isSecret: true });
  context.hide(asked);
  return { name: webhookUrl, webhookUrl, credentials: { accountSid: accountSid ?? randomSid('AC'), authToken: asked } };
}

async function ofStack(options: TargetGatewayOptions, context: GuardedContext, tasks: TaskList): Promise<TextTarget> {
  return tasks.start(`Looking for the gateway of ${options.to}`, async () => {
    const gateway = await findGateway({ ...options, stack: options.to }, context);
    if (gateway.worker !== undefined) throw new UserError(noReplyHere(gateway));
    const secret = await readTokenSecret(gateway);
    const { accountSid = randomSid('AC'), authToken } = gatewayCredentials(secret, context, options.envFile);
    if (authToken === undefined) {
      throw new UserError(`The gateway's secret holds ${secret.flaw} instead of an auth token. `
        + `Run "connect ${gateway.stack.name}" first.`);
    }
    return { name: gateway.constructPath, webhookUrl: gateway.webhookUrl, credentials: { accountSid, authToken } };
  });
}

function noReplyHere({ constructPath }: DeployedGateway): string {
  return `The gateway ${constructPath} uses ReplyMode.asynchronous, so nothing was sent: its worker would reply `
    + 'through Twilio, and Twilio would reject the reply, since it comes from a made-up number. '
    + 'Text your number from a phone, or run "dev": its page shows such replies.';
}
