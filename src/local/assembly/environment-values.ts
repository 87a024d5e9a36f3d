import { CloudAssembly } from './cloud-assembly';
import { defineFunction } from './function-definition';

/** The values that a variable has in the environments of an app's functions. */
export function valuesOfVariable({ templates }: CloudAssembly, name: string): string[] {
  return templates.flatMap((template) => Object.entries(template.template.Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .flatMap(([logicalId, resource]) => defineFunction(template, logicalId, resource).environment[name] ?? []));
}
