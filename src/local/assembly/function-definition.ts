import { AssemblyTemplate, CloudAssembly, TemplateResource } from './cloud-assembly';
import { codeOf, FunctionCode, FunctionLayers, layersOf } from './function-code';
import { resolve } from './intrinsics';
import { UserError } from '../problems/user-error';

/** The description of a Lambda function in its template. */
export interface FunctionDefinition extends FunctionCode, FunctionLayers {
  readonly stackName: string;
  readonly logicalId: string;
  /** Identifies the function in the app: name of its template, `/` and logical id. */
  readonly appWideId: string;
  /** For example `nodejs24.x`. */
  readonly runtime: string;
  /** The handler string, such as `gateway.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySize: number;
  /** The template's environment variables. Intrinsic functions are resolved to made-up values: see `resolve`. */
  readonly environment: Readonly<Record<string, string>>;
  /** The variables whose values only a deployment has. */
  readonly deployTimeVariables: readonly string[];
}

/** Lambda's defaults. Source: CloudFormation, "AWS::Lambda::Function". */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_SIZE = 128;

/** Reads a function of a template. Missing code, and code that cannot run here, is an error only when it is run. */
export function defineFunction(
  source: AssemblyTemplate,
  logicalId: string,
  resource: TemplateResource,
): FunctionDefinition {
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
    appWideId: appWideId(source, logicalId),
    runtime: properties.Runtime ?? '',
    handler: properties.Handler ?? '',
    timeoutSeconds: properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS,
    memorySize: properties.MemorySize ?? DEFAULT_MEMORY_SIZE,
    ...codeOf(source, properties.Code),
    ...layersOf(source, resource.Properties?.Layers),
    environment: Object.fromEntries(
      Object.entries(properties.Environment?.Variables ?? {})
        .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
    deployTimeVariables: Object.entries(declared ?? {})
      .filter(([, value]) => typeof value === 'object')
      .map(([name]) => name),
  };
}

/** Two stacks may have the same logical id. */
export function appWideId({ name }: Pick<AssemblyTemplate, 'name'>, logicalId: string): string {
  return `${name}/${logicalId}`;
}

/**
 * Finds a function of any stack by its ARN, or by the ARN of its version or alias.
 *
 * @throws UserError if the app has no such function
 */
export function findFunction(assembly: CloudAssembly, functionArn: string): FunctionDefinition {
  for (const template of assembly.templates) {
    for (const [logicalId, resource] of Object.entries(template.template.Resources ?? {})) {
      if (resource.Type !== 'AWS::Lambda::Function') continue;
      const ownArn = String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }, template.template));
      if (functionArn === ownArn || functionArn.startsWith(`${ownArn}:`)) {
        return defineFunction(template, logicalId, resource);
      }
    }
  }
  throw new UserError(`The function ${functionArn} cannot run here: it is in none of the app's stacks. `
    + 'Define it in the app, or start dev with --use-aws to call the deployed one.');
}
