import * as path from 'node:path';
import { AssemblyTemplate, CloudAssembly, TemplateResource } from './cloud-assembly';
import { resolve } from './intrinsics';
import { UserError } from './user-error';
import { GatewayMetadata, METADATA_KEY } from '../runtime/env';

/** A gateway's function as its template describes it. */
export interface GatewayDefinition {
  readonly stackName: string;
  /** Where the app's construct tree has it, such as `Echo/Sms`; the logical id where the app writes no paths. */
  readonly constructPath: string;
  readonly logicalId: string;
  readonly webhookPath: string;
  /** Lambda's handler string, such as `gateway.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  /** Folder of the function's code. */
  readonly taskRoot: string;
  /** The template's environment variables, intrinsic functions replaced by stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What Lambda takes where a template is silent. Source: CloudFormation, "AWS::Lambda::Function". */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_SIZE = 128;

/** Finds the gateways of an assembly, by the metadata on their functions and nothing else. */
export function findGateways(assembly: CloudAssembly): GatewayDefinition[] {
  return assembly.templates.flatMap((template) => Object.entries(template.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const metadata = resource.Type === 'AWS::Lambda::Function' ? resource.Metadata?.[METADATA_KEY] : undefined;
    return metadata === undefined ? [] : [define(template, logicalId, resource, metadata as GatewayMetadata)];
  }));
}

/** Picks one gateway by its construct path or logical id, or the first. */
export function pickGateway(gateways: readonly GatewayDefinition[], assembly: CloudAssembly, wanted?: string): GatewayDefinition {
  if (gateways.length === 0) {
    throw new UserError(`There is no TwilioSmsGateway in ${assembly.directory}. Add one to your app and synthesize it again.`);
  }
  const picked = wanted === undefined ? gateways[0] : gateways.find(({ constructPath, logicalId }) => [constructPath, logicalId].includes(wanted));
  if (picked === undefined) {
    throw new UserError(`There is no gateway "${wanted}". Choose one of: ${gateways.map(({ constructPath }) => constructPath).join(', ')}.`);
  }
  return picked;
}

function define(source: AssemblyTemplate, logicalId: string, resource: TemplateResource, metadata: GatewayMetadata): GatewayDefinition {
  const properties = resolve(resource.Properties ?? {}, source.template) as {
    Code?: { S3Key?: string };
    Handler?: string;
    Timeout?: number;
    MemorySize?: number;
    Environment?: { Variables?: Record<string, unknown> };
  };
  const constructPath = resource.Metadata?.['aws:cdk:path'];
  return {
    stackName: source.stackName,
    constructPath: typeof constructPath === 'string' ? gatewayPath(constructPath) : logicalId,
    logicalId,
    webhookPath: metadata.webhookPath,
    handler: properties.Handler ?? '',
    timeoutSeconds: properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS,
    memorySize: properties.MemorySize ?? DEFAULT_MEMORY_SIZE,
    taskRoot: taskRoot(source, logicalId, properties.Code?.S3Key),
    environment: Object.fromEntries(
      Object.entries(properties.Environment?.Variables ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
  };
}

/** The path names the CloudFormation resource, `<gateway>/<function>/Resource`. */
function gatewayPath(resourcePath: string): string {
  return path.posix.dirname(path.posix.dirname(resourcePath));
}

function taskRoot(source: AssemblyTemplate, logicalId: string, s3Key: string | undefined): string {
  const asset = s3Key === undefined ? undefined : source.assets.get(s3Key);
  if (asset === undefined) {
    throw new UserError(`The code of the function ${logicalId} (stack ${source.stackName}) is not an asset of this assembly, so it cannot run here.`);
  }
  if (asset.packaging !== 'zip') {
    throw new UserError(`The code of the function ${logicalId} (stack ${source.stackName}) is a ready-made archive, ${asset.path}. Only folders can run here.`);
  }
  return asset.path;
}
