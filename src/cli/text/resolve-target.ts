import { randomSid } from '../../local/twilio/signed-message';
import { UserError } from '../../local/problems/user-error';
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

/** Where a text goes, and as whose. */
export interface TextTarget {
  readonly name: string;
  readonly webhookUrl: string;
  readonly credentials: TwilioCredentials;
}

/**
 * Finds the webhook and the credentials to sign with. Where no account is known, one is made up.
 *
 * @throws UserError where there is no gateway, no token, or nothing to be seen: a worker answers through Twilio's REST API, from the number
 * that was texted, and ours is made up
 */
export async function resolveTarget(options: TargetGatewayOptions, context: GuardedContext, prompts: Prompts, tasks: TaskList): Promise<TextTarget> {
  return isUrl(options.to) ? ofUrl(options, context, prompts) : ofStack(options, context, tasks);
}

async function ofUrl({ to, envFile }: TargetGatewayOptions, context: GuardedContext, prompts: Prompts): Promise<TextTarget> {
  const webhookUrl = checkedUrl(to);
  const { accountSid, authToken } = givenCredentials(context, envFile);
  if (authToken === undefined) requireTerminal(prompts, 'TWILIO_AUTH_TOKEN is needed to sign the text, from the environment or with --env-file. "dev" prints the one that it made up.');
  const asked = authToken ?? await prompts.text('Auth token that the gateway checks with:', { isSecret: true });
  context.hide(asked);
  return { name: webhookUrl, webhookUrl, credentials: { accountSid: accountSid ?? randomSid('AC'), authToken: asked } };
}

async function ofStack(options: TargetGatewayOptions, context: GuardedContext, tasks: TaskList): Promise<TextTarget> {
  return tasks.start(`Looking for the gateway of ${options.to}`, async () => {
    const gateway = await findGateway({ ...options, stack: options.to }, context);
    if (gateway.worker !== undefined) throw new UserError(noReplyHere(gateway));
    const secret = await readTokenSecret(gateway);
    const { accountSid = randomSid('AC'), authToken } = gatewayCredentials(secret, context, options.envFile);
    if (authToken === undefined) throw new UserError(`The gateway's secret holds ${secret.flaw} instead of an auth token. Run "connect ${gateway.stack.name}" first.`);
    return { name: gateway.constructPath, webhookUrl: gateway.webhookUrl, credentials: { accountSid, authToken } };
  });
}

function noReplyHere({ constructPath }: DeployedGateway): string {
  return `The gateway ${constructPath} answers later, through Twilio (ReplyMode.asynchronous): its reply would not come back here, and Twilio would reject it, since the number that was texted `
    + 'is made up, not yours. Nothing was sent. Text your number from a phone; or run "dev", whose page shows such replies, too.';
}
