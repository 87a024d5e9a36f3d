import { AssemblyTemplate, CloudAssembly, TemplateResource } from './cloud-assembly';
import { codeOf, FunctionCode, FunctionLayers, layersOf } from './function-code';
import { resolve } from './intrinsics';
import { UserError } from '../problems/user-error';

/** A Lambda function as its template describes it. */
export interface FunctionDefinition extends FunctionCode, FunctionLayers {
  readonly stackName: string;
  readonly logicalId: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  /** Lambda's handler string, such as `gateway.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  /** The template's environment variables, intrinsic functions replaced by emulators. */
  readonly environment: Readonly<Record<string, string>>;
  /** Those of them whose values only a deployment has. */
  readonly deployTimeVariables: readonly string[];
}

/** What Lambda takes where a template is silent. Source: CloudFormation, "AWS::Lambda::Function". */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_SIZE = 128;

/** Reads a function of a template. Whether its code is there, and can run here, is found out when it is run. */
export function defineFunction(source: AssemblyTemplate, logicalId: string, resource: TemplateResource): FunctionDefinition {
  const { Variables: declared } = Object(resource.Properties?.Environment) as { readonly Variables?: object };
  const properties = resolve(resource.Properties ?? {}, source.template) as {
    Code?: unknown;
    Runtime?: string;
    Handler?: string;
    Timeout?: number;
    MemorySize?: number;
    Environment?: { Variables?: Record<string, unknown> };
  };
  return {
    stackName: source.stackName,
    logicalId,
    runtime: properties.Runtime ?? '',
    handler: properties.Handler ?? '',
    timeoutSeconds: properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS,
    memorySize: properties.MemorySize ?? DEFAULT_MEMORY_SIZE,
    ...codeOf(source, properties.Code),
    ...layersOf(source, resource.Properties?.Layers),
    environment: Object.fromEntries(
      Object.entries(properties.Environment?.Variables ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
    deployTimeVariables: Object.entries(declared ?? {}).filter(([, value]) => typeof value === 'object').map(([name]) => name),
  };
}

/**
 * Finds a function of any stack by its ARN, or that of its version or alias.
 *
 * @throws UserError when it is not there
 */
export function findFunction(assembly: CloudAssembly, functionArn: string): FunctionDefinition {
  for (const template of assembly.templates) {
    for (const [logicalId, resource] of Object.entries(template.template.Resources ?? {})) {
      if (resource.Type !== 'AWS::Lambda::Function') continue;
      const ownArn = String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }, template.template));
      if (functionArn === ownArn || functionArn.startsWith(`${ownArn}:`)) return defineFunction(template, logicalId, resource);
    }
  }
  throw new UserError(`The function ${functionArn} is not in the app's stacks, so it cannot run here.`);
}
