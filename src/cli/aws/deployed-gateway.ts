import * as path from 'node:path';
import { AwsOptions } from './aws-options';
import { onAws } from './aws-problem';
import { AwsSession, awsSession } from './aws-session';
import { DeployedStack, findDeletedStack, physicalId, readStack } from './deployed-stack';
import { DeployedFunction, findWorker } from './deployed-worker';
import { TemplateResource } from '../../local/assembly/cloud-assembly';
import { UserError } from '../../local/problems/user-error';
import { GatewayMetadata, METADATA_KEY } from '../../shared/env';
import { CliContext } from '../terminal/context';

/** A gateway that is deployed. */
export interface DeployedGateway {
  readonly aws: AwsSession;
  readonly region: string;
  readonly stack: DeployedStack;
  /** Where the app's construct tree has it, such as `Echo/Sms`. */
  readonly constructPath: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  /** What answers the texts of a gateway in asynchronous mode, through Twilio's REST API. */
  readonly worker?: DeployedFunction;
  readonly version: string;
  /** As it is to be set at Twilio, with a fragment where there is one. */
  readonly webhookUrl: string;
  readonly secretArn: string;
  /** Numbers and SIDs of Messaging Services that the stack itself points at the gateway, as far as its template names them. */
  readonly managed: readonly string[];
}

export interface FindGatewayOptions extends AwsOptions {
  /** Name or ARN of the stack. */
  readonly stack: string;
  /** Construct path or logical id, where the stack, or one that is nested in it, has several. */
  readonly gateway?: string;
  /** Logical id of that gateway, by which it is found where the deployed template has no paths. */
  readonly logicalId?: string;
  /** Whether a stack that was deleted will do. */
  readonly isDeletedTaken?: boolean;
}

type Wanted = Pick<FindGatewayOptions, 'gateway' | 'logicalId'>;
type Found = Pick<DeployedGateway, 'stack' | 'constructPath' | 'logicalId' | 'resource'> & { readonly metadata: GatewayMetadata };

/** Finds a gateway in AWS: by the metadata in the template that is deployed, and the outputs that it names. */
export async function findGateway(options: FindGatewayOptions, context: Pick<CliContext, 'env'>): Promise<DeployedGateway> {
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
      secretArn: output(found.stack, metadata.outputs.authTokenSecret),
      managed: (metadata.phoneNumbers ?? []).filter((name) => typeof name === 'string'),
    };
  });
}

async function stackOf({ cloudFormation }: AwsSession, { stack, isDeletedTaken }: FindGatewayOptions, region: string): Promise<DeployedStack> {
  const found = await readStack(cloudFormation, stack);
  if (found !== undefined) return found;
  const deleted = isDeletedTaken ? await findDeletedStack(cloudFormation, stack) : undefined;
  const last = deleted === undefined ? undefined : await readStack(cloudFormation, deleted);
  if (last !== undefined) return last;
  throw new UserError(`There is no stack "${stack}" in ${region}, in the AWS account of these credentials. Deploy it, or choose another with --region or --profile.`
    + (stack.includes('/') ? ` In CloudFormation its name has "-" for "/": try ${stack.replaceAll('/', '-')}.` : ''));
}

/** The stack's own gateways. Where it has none, or not the one that is wanted, those of the stacks that are nested in it, too. */
async function gatewaysIn(aws: AwsSession, stack: DeployedStack, wanted: Wanted): Promise<Found[]> {
  const resources = Object.entries(stack.template.Resources ?? {});
  const found = resources.flatMap(([logicalId, resource]): Found[] => {
    const metadata = resource.Type === 'AWS::Lambda::Function' ? resource.Metadata?.[METADATA_KEY] as GatewayMetadata | undefined : undefined;
    return metadata === undefined ? [] : [{ stack, logicalId, resource, metadata, constructPath: constructPathOf(resource) ?? logicalId }];
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
  if (gateways.length === 0) throw new UserError(`There is no TwilioSmsGateway in the stack ${name} as it is deployed. Add one to your app and deploy it, or name another stack.`);
  if (wanted.gateway === undefined && gateways.length > 1) throw new UserError(`The stack ${name} has several gateways. Choose one with --gateway: ${names}.`);
  const picked = wanted.gateway === undefined ? gateways[0] : choose(gateways, wanted);
  if (picked === undefined) throw new UserError(`The stack ${name} has no gateway "${wanted.gateway}". Choose one of: ${names}.`);
  return picked;
}

/** Two stacks may have the same logical id, never the same path. */
function choose(gateways: readonly Found[], { gateway, logicalId: idWithoutPath }: Wanted): Found | undefined {
  return gateways.find(({ constructPath }) => constructPath === gateway)
    ?? gateways.find(({ logicalId }) => logicalId === gateway)
    ?? gateways.find(({ constructPath, logicalId }) => constructPath === logicalId && logicalId === idWithoutPath);
}

function output({ name, status, outputs }: DeployedStack, key: string): string {
  const value = outputs[key];
  if (value === undefined && status === 'DELETE_COMPLETE') {
    throw new UserError(`The stack ${name} was deleted, and CloudFormation does not tell its outputs any more. Set the webhooks of its numbers in the Twilio Console.`);
  }
  if (value === undefined) throw new UserError(`The stack ${name} has no output ${key}: it is in the state ${status}. Deploy it until it succeeds, then run this again.`);
  return value;
}
