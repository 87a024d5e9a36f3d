import { LocalAuthToken } from './local-auth-token';
import { GatewaySource, loadGateway } from '../../../local/assembly/loaded-gateway';
import { UserError } from '../../../local/problems/user-error';
import { AwsOptions } from '../../aws/aws-options';
import type { DeployedCounterpart } from '../../aws/real-aws';
import { GuardedContext } from '../../terminal/guarded-context';

/** The deployment of a gateway, for `dev --use-aws`. */
export interface Deployed extends DeployedCounterpart {
  /** Names the gateway, so that another one does not take its place when it comes first in the app one day. */
  readonly source: GatewaySource;
}

/**
 * Finds the deployment of the gateway that `dev` serves.
 *
 * @param given the token of the environment
 * @throws UserError if it differs from the token of the deployed secret
 */
export async function findDeployed(
  source: GatewaySource,
  options: AwsOptions,
  given: LocalAuthToken,
  context: GuardedContext,
): Promise<Deployed> {
  const { definition } = loadGateway(source);
  const { deployedCounterpart } = await import('../../aws/real-aws.js'); // loads the AWS SDK
  const counterpart = await deployedCounterpart(definition, options, context);
  if (!given.isMadeUp && given.value !== counterpart.token.authToken) {
    throw new UserError("TWILIO_AUTH_TOKEN is not the token in the gateway's secret. "
      + '--use-aws verifies with the token of the secret. '
      + `Unset the variable, or store the variable's token with "connect ${definition.deployment.stackName}".`);
  }
  return { ...counterpart, source: { ...source, gateway: definition.constructPath } };
}

/**
 * The context for synthesis with --use-aws: the stack is looked up in the region that the app is synthesized for, which
 * therefore has to be the one that the CDK CLI would take.
 */
export async function inConfiguredRegion(options: AwsOptions, context: GuardedContext): Promise<GuardedContext> {
  const { configuredRegion } = await import('../../aws/real-aws.js');
  const region = options.region ?? (context.env.CDK_DEFAULT_REGION || await configuredRegion(options, context));
  return { ...context, env: { ...context.env, CDK_DEFAULT_REGION: region } };
}
