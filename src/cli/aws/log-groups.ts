import { DeployedGateway } from './deployed-gateway';
import { physicalId } from './deployed-stack';
import { DeployedFunction } from './deployed-worker';
import { functionConfiguration } from './function-configuration';

/** Names of the log groups of the gateway's functions, each once. */
export async function logGroupsOf(gateway: DeployedGateway): Promise<string[]> {
  const { logicalId, resource, worker } = gateway;
  const functions = [{ logicalId, resource }, ...worker === undefined ? [] : [worker]];
  return [...new Set(await Promise.all(functions.map((fn) => logGroupOf(gateway, fn))))];
}

/** Calls Lambda only if the template leaves the log group open, such as one of another stack. */
async function logGroupOf(gateway: DeployedGateway, { logicalId, resource }: DeployedFunction): Promise<string> {
  const {
    aws: { cloudFormation },
    stack,
  } = gateway;
  const { LogGroup: named } = (resource.Properties?.LoggingConfig ?? {}) as {
    readonly LogGroup?: string | { readonly Ref?: string };
  };
  if (typeof named === 'string') return named;
  const isOfStack = named?.Ref !== undefined && stack.template.Resources?.[named.Ref] !== undefined;
  const known = isOfStack ? await physicalId(cloudFormation, stack.id, named.Ref!) : undefined;
  if (known !== undefined) return known;
  const { LoggingConfig: loggingConfig } = named === undefined ? {} : await functionConfiguration(gateway, logicalId);
  return loggingConfig?.LogGroup ?? `/aws/lambda/${await physicalId(cloudFormation, stack.id, logicalId)}`;
}
