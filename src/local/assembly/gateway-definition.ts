import * as path from 'node:path';
import { AssemblyTemplate, CloudAssembly, Deployment, TemplateResource } from './cloud-assembly';
import { EndpointKind, findEndpointKind } from './endpoint-kind';
import { defineFunction, FunctionDefinition } from './function-definition';
import { GatewayMetadata, METADATA_KEY } from '../../shared/deployment-metadata';
import { UserError } from '../problems/user-error';

/** The description of a gateway's function in its template. */
export interface GatewayDefinition extends FunctionDefinition {
  /** Path in the construct tree, such as `Echo/Sms`, or `appWideId` if the app writes no paths. */
  readonly constructPath: string;
  readonly webhookPath: string;
  /** Missing if the templates do not tell. */
  readonly endpoint?: EndpointKind;
  /** Its place in AWS, deployed or not. */
  readonly deployment: Deployment;
}

/** Finds the gateways of an assembly by the metadata of their functions. */
export function findGateways(assembly: CloudAssembly): GatewayDefinition[] {
  return assembly.templates.flatMap((template) => {
    const resources = Object.entries(template.template.Resources ?? {});
    return resources.flatMap(([logicalId, resource]) => {
      const metadata = resource.Type === 'AWS::Lambda::Function' ? resource.Metadata?.[METADATA_KEY] : undefined;
      if (metadata === undefined) return [];
      return [define(assembly, template, logicalId, resource, metadata as GatewayMetadata)];
    });
  });
}

/**
 * Picks one gateway by its construct path or logical id, or the first.
 *
 * @throws UserError if no gateway has that name, or gateways of several stacks have that logical id
 */
export function pickGateway(
  gateways: readonly GatewayDefinition[],
  assembly: CloudAssembly,
  wanted?: string,
): GatewayDefinition {
  if (gateways.length === 0) {
    throw new UserError(`There is no TwilioSmsGateway in ${assembly.directory}. `
      + 'Add one to your app and synthesize it again.');
  }
  const paths = (some: readonly GatewayDefinition[]) => some.map(({ constructPath }) => constructPath).join(', ');
  const [picked, ...others] = wanted === undefined ? gateways.slice(0, 1) : named(gateways, wanted);
  if (picked === undefined) {
    throw new UserError(`There is no gateway "${wanted}" in ${assembly.directory}. Choose one of: ${paths(gateways)}.`);
  }
  if (others.length > 0) {
    throw new UserError(`Several gateways in ${assembly.directory} have the logical id "${wanted}". `
      + `Choose one of: ${paths([picked, ...others])}.`);
  }
  return picked;
}

function named(gateways: readonly GatewayDefinition[], wanted: string): readonly GatewayDefinition[] {
  const byPath = gateways.filter(({ constructPath }) => constructPath === wanted);
  return byPath.length > 0 ? byPath : gateways.filter(({ logicalId }) => logicalId === wanted);
}

function define(
  { templates }: CloudAssembly,
  source: AssemblyTemplate,
  logicalId: string,
  resource: TemplateResource,
  metadata: GatewayMetadata,
): GatewayDefinition {
  const constructPath = resource.Metadata?.['aws:cdk:path'];
  const definition = defineFunction(source, logicalId, resource);
  return {
    ...definition,
    constructPath: typeof constructPath === 'string' ? gatewayPath(constructPath) : definition.appWideId,
    webhookPath: metadata.webhookPath,
    endpoint: findEndpointKind(source, logicalId, templates),
    deployment: source.deployment,
  };
}

/** The metadata holds the path of the CloudFormation resource, `<gateway>/<function>/Resource`. */
function gatewayPath(resourcePath: string): string {
  return path.posix.dirname(path.posix.dirname(resourcePath));
}
