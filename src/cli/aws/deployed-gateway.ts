import * as path from 'node:path';
import { AwsOptions } from './aws-options';
import { onAws } from './aws-problem';
import { AwsSession, awsSession } from './aws-session';
import { DeployedStack, findDeletedStack, physicalId, readStack } from './deployed-stack';
import { DeployedFunction, findWorker } from './deployed-worker';
import { TemplateResource } from '../../local/assembly/cloud-assembly';
import { UserError } from '../../local/problems/user-error';
import { GatewayMetadata, METADATA_KEY } from '../../shared/deployment-metadata';
import { CliContext } from '../terminal/context';

/** A deployed gateway. */
export interface DeployedGateway {
  readonly aws: AwsSession;
  readonly region: string;
  readonly stack: DeployedStack;
  /** Path in the app's construct tree, such as `Echo/Sms`. */
  readonly constructPath: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  /** Sends the replies of the asynchronous mode, through Twilio's REST API. */
  readonly worker?: DeployedFunction;
  readonly version: string;
  /** The URL to set at Twilio, with its fragment, if it has one. */
  readonly webhookUrl: string;
  /** The secret with the auth token. Undefined for a gateway without one. */
  readonly secretArn?: string;
  /** The secret with the SharedKey with which Twilio signs. */
  readonly signingKeySecretArn?: string;
  /** The secret with the API key for Twilio's REST API. */
  readonly apiKeySecretArn?: string;
  /** Numbers and SIDs of Messaging Services that the stack itself points at the gateway, if its template names them. */
  readonly managed: readonly string[];
  /** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. @default - `us1` */
  readonly twilioRegion?: string;
}

export interface FindGatewayOptions extends AwsOptions {
  /** Name or ARN of the stack. */
  readonly stack: string;
  /** Construct path or logical id, if the stack and those nested in it have several gateways. */
  readonly gateway?: string;
  /** Logical id of that gateway, for a deployed template without construct paths. */
  readonly fallbackLogicalId?: string;
  /** Also find a deleted stack. @default false */
  readonly includeDeleted?: boolean;
}

type Wanted = Pick<FindGatewayOptions, 'gateway' | 'fallbackLogicalId'>;
type Found = Pick<DeployedGateway, 'stack' | 'constructPath' | 'logicalId' | 'resource'> & {
  readonly metadata: GatewayMetadata;
};

/** Finds a gateway in AWS by the metadata in its deployed template, and by the outputs that these name. */
export async function findGateway(
  options: FindGatewayOptions,
  context: Pick<CliContext, 'env'>,
): Promise<DeployedGateway> {
  const arnRegion = /^arn:[^:]+:cloudformation:([^:]+):/.exec(options.stack)?.[1];
  const aws = awsSession({ ...options, region: arnRegion ?? options.region }, context);
  return onAws(`read the stack ${options.stack}`, async () => {
    const region = await aws.region();
    const stack = await stackOf(aws, options, region);
    const { metadata, ...found } = pick(await gatewaysIn(aws, stack, options), stack, options);
    return {
      aws,
      region,
      ...found,
      worker: findWorker(found.stack.template, found.resource),
      version: metadata.version,
      webhookUrl: output(found.stack, metadata.outputs.webhookUrl),
      ...secretsIn(found.stack, metadata.outputs),
      managed: (metadata.phoneNumbers ?? []).filter((name) => typeof name === 'string'),
      twilioRegion: metadata.twilioRegion,
    };
  });
}

function secretsIn(
  stack: DeployedStack,
  { authTokenSecret, signingKeySecret, apiKeySecret }: GatewayMetadata['outputs'],
): Pick<DeployedGateway, 'secretArn' | 'signingKeySecretArn' | 'apiKeySecretArn'> {
  return {
    secretArn: authTokenSecret && output(stack, authTokenSecret),
    signingKeySecretArn: signingKeySecret && output(stack, signingKeySecret),
    apiKeySecretArn: apiKeySecret && output(stack, apiKeySecret),
  };
}

async function stackOf(
  { cloudFormation }: AwsSession,
  { stack, includeDeleted }: FindGatewayOptions,
  region: string,
): Promise<DeployedStack> {
  const found = await readStack(cloudFormation, stack);
  if (found !== undefined) return found;
  const deleted = includeDeleted ? await findDeletedStack(cloudFormation, stack) : undefined;
  const last = deleted === undefined ? undefined : await readStack(cloudFormation, deleted);
  if (last !== undefined) return last;
  throw new UserError(`There is no stack "${stack}" in ${region}, in the AWS account of these credentials. `
    + 'Deploy it, or choose another place with --region or --profile.'
    + (stack.includes('/') ? ` CloudFormation uses "-" for "/" in names: try ${stack.replaceAll('/', '-')}.` : ''));
}

/** The stack's own gateways. If the wanted one is not among them, those of its nested stacks follow. */
async function gatewaysIn(aws: AwsSession, stack: DeployedStack, wanted: Wanted): Promise<Found[]> {
  const resources = Object.entries(stack.template.Resources ?? {});
  const found = resources.flatMap(([logicalId, resource]): Found[] => {
    const metadata = resource.Metadata?.[METADATA_KEY] as GatewayMetadata | undefined;
    if (resource.Type !== 'AWS::Lambda::Function' || metadata === undefined) return [];
    return [{ stack, logicalId, resource, metadata, constructPath: constructPathOf(resource) ?? logicalId }];
  });
  if (wanted.gateway === undefined ? found.length > 0 : choose(found, wanted) !== undefined) return found;
  for (const [logicalId] of resources.filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')) {
    const nested = await physicalId(aws.cloudFormation, stack.id, logicalId);
    const nestedStack = nested === undefined ? undefined : await readStack(aws.cloudFormation, nested);
    if (nestedStack !== undefined) found.push(...await gatewaysIn(aws, nestedStack, wanted));
  }
  return found;
}

/** The path names the CloudFormation resource, `<gateway>/<function>/Resource`. */
function constructPathOf({ Metadata }: TemplateResource): string | undefined {
  const resourcePath = Metadata?.['aws:cdk:path'];
  return typeof resourcePath === 'string' ? path.posix.dirname(path.posix.dirname(resourcePath)) : undefined;
}

function pick(gateways: readonly Found[], { name }: DeployedStack, wanted: Wanted): Found {
  const names = gateways.map(({ constructPath }) => constructPath).join(', ');
  if (gateways.length === 0) {
    throw new UserError(
      `The deployed stack ${name} has no TwilioSmsGateway. Add one to your app and deploy it, or name another stack.`,
    );
  }
  if (wanted.gateway === undefined && gateways.length > 1) {
    throw new UserError(`The stack ${name} has several gateways. Choose one with --gateway: ${names}.`);
  }
  const picked = wanted.gateway === undefined ? gateways[0] : choose(gateways, wanted);
  if (picked === undefined) {
    throw new UserError(`The stack ${name} has no gateway "${wanted.gateway}". Choose one of: ${names}.`);
  }
  return picked;
}

/** Two stacks may have the same logical id, never the same path. */
function choose(gateways: readonly Found[], { gateway, fallbackLogicalId }: Wanted): Found | undefined {
  return gateways.find(({ constructPath }) => constructPath === gateway)
    ?? gateways.find(({ logicalId }) => logicalId === gateway)
    ?? gateways.find(({ constructPath, logicalId }) => constructPath === logicalId && logicalId === fallbackLogicalId);
}

function output({ name, status, outputs }: DeployedStack, key: string): string {
  const value = outputs[key];
  if (value === undefined && status === 'DELETE_COMPLETE') {
    throw new UserError(`The stack ${name} was deleted, and CloudFormation no longer has its outputs. `
      + 'Set the webhooks of its numbers in the Twilio Console.');
  }
  if (value === undefined) {
    throw new UserError(`The stack ${name} has no output ${key}: its status is ${status}. `
      + 'Fix the deployment, then run this again.');
  }
  return value;
}
