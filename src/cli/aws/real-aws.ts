import { AwsOptions } from './aws-options';
import { onAws } from './aws-problem';
import { awsSession } from './aws-session';
import { DeployedGateway, findGateway } from './deployed-gateway';
import { functionConfiguration } from './function-configuration';
import { readTokenSecret } from './token-secret';
import { GatewayDefinition } from '../../local/assembly/gateway-definition';
import { RealAws } from '../../local/function/function-environment';
import { UserError } from '../../local/problems/user-error';
import { AuthToken } from '../../runtime/auth-token/parse-auth-token';
import { GuardedContext } from '../terminal/guarded-context';

/** The parts of a deployment that a gateway on this machine uses. */
export interface DeployedCounterpart {
  readonly aws: RealAws;
  /** Token in the gateway's secret. */
  readonly token: AuthToken;
  /** Stack, region and account, for people. */
  readonly place: string;
}

/** The developer's own addresses of AWS. Source: AWS SDKs and Tools, "Service-specific endpoints". */
const ADDRESSES = /^(AWS_ENDPOINT_URL(_\w+)?|AWS_USE_(FIPS|DUALSTACK)_ENDPOINT|AWS_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/;

/**
 * Looks up the deployment of a gateway of the app, with the credentials of the other commands.
 *
 * @throws UserError if it is not deployed, may not be read, or has no auth token yet
 */
export async function deployedCounterpart(
  { constructPath, logicalId, appWideId, deployment: { stackName, region } }: GatewayDefinition,
  options: AwsOptions,
  context: GuardedContext,
): Promise<DeployedCounterpart> {
  const gatewayName = constructPath === appWideId ? logicalId : constructPath; // an app without paths
  const wanted = { stack: stackName, gateway: gatewayName, fallbackLogicalId: logicalId };
  const gateway = await findGateway({ ...wanted, region: options.region ?? region, profile: options.profile }, context);
  const { secretArn } = gateway;
  if (secretArn === undefined) {
    throw new UserError(`The gateway ${gateway.constructPath} has no auth token, with which --use-aws signs the messages `
      + 'of this machine. Leave --use-aws out to run the gateway with emulators.');
  }
  const { token, flaw } = await readTokenSecret({ ...gateway, secretArn });
  if (token === undefined) {
    throw new UserError(
      `The gateway's secret holds ${flaw} instead of an auth token. Run "connect ${stackName}" first.`,
    );
  }
  context.hide(token.authToken);
  const renew = async () => ({ ...addresses(context.env), ...await credentials(gateway, context) });
  return {
    token,
    place: `stack ${gateway.stack.name}, ${gateway.region}, account ${gateway.stack.id.split(':')[4]}`,
    aws: {
      region: gateway.region,
      environment: await renew(),
      renew,
      variables: await variablesOf(gateway),
    },
  };
}

/** The region of the environment or of the profile; `undefined` if neither has one. */
export async function configuredRegion(options: AwsOptions, context: GuardedContext): Promise<string | undefined> {
  return awsSession(options, context).region().catch(() => undefined); // the first call to AWS tells what is wrong
}

function addresses(env: GuardedContext['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => ADDRESSES.test(pair[0]) && Boolean(pair[1])),
  );
}

/**
 * Credentials of any kind as environment variables, which is all that a function reads. The SDK renews them 5 minutes
 * before they expire.
 */
async function credentials(
  { aws: { cloudFormation } }: DeployedGateway,
  { hide }: GuardedContext,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await onAws('get AWS credentials', () =>
    cloudFormation.config.credentials(),
  );
  [secretAccessKey, sessionToken ?? ''].forEach(hide);
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

async function variablesOf(gateway: DeployedGateway): Promise<RealAws['variables']> {
  const { constructPath, logicalId } = gateway;
  const { Environment } = await onAws(`read the function of ${constructPath}`, () =>
    functionConfiguration(gateway, logicalId),
  );
  const { Variables = {}, Error: problem } = Environment ?? {};
  if (problem !== undefined) {
    const reason = problem.Message ?? problem.ErrorCode;
    throw new UserError(`The environment of the function of ${constructPath} cannot be read: ${reason}. `
      + 'Use credentials with kms:Decrypt on the key of the function.');
  }
  return Variables;
}
