import { Template } from './cloud-assembly';
import { arn, LOCAL_ACCOUNT, LOCAL_REGION, physicalIds } from './physical-ids';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Region': LOCAL_REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
  'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/local/local`,
  'AWS::NoValue': '',
};

type Resolver = (argument: unknown, template: Template) => unknown;

const INTRINSICS: Readonly<Record<string, Resolver>> = {
  'Ref': (name, template) => reference(String(name), template),
  'Fn::GetAtt': (argument, template) => {
    const [logicalId, attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split(/\.(.*)/s);
    return attributeOf(logicalId, attribute, template);
  },
  'Fn::Join': (argument, template) => {
    const [delimiter, parts] = argument as [string, unknown];
    return (resolve(parts, template) as unknown[]).join(delimiter);
  },
  'Fn::Sub': (argument, template) => {
    const [text, variables] = Array.isArray(argument)
      ? argument as [string, Record<string, unknown>]
      : [String(argument), {}];
    return substitute(text, variables, template);
  },
  'Fn::Select': (argument, template) => {
    const [index, list] = argument as [unknown, unknown];
    return (resolve(list, template) as unknown[])[Number(index)] ?? '';
  },
  'Fn::Split': (argument, template) => {
    const [delimiter, text] = argument as [string, unknown];
    return String(resolve(text, template)).split(delimiter);
  },
  'Fn::ImportValue': (name, template) => `local-import-${String(resolve(name, template))}`,
};

/**
 * Resolves CloudFormation's intrinsic functions to made-up values of the right form. Others (conditions, mappings, ...)
 * become a placeholder that names the function, so that only the code that needs the value fails.
 */
export function resolve(value: unknown, template: Template): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, template));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [name, argument] = entries[0];
    if (Object.hasOwn(INTRINSICS, name)) return INTRINSICS[name](argument, template);
    if (name.startsWith('Fn::')) return `local-${name.slice('Fn::'.length)}`;
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, resolve(item, template)]));
}

function reference(name: string, template: Template): unknown {
  if (Object.hasOwn(PSEUDO_PARAMETERS, name)) return PSEUDO_PARAMETERS[name];
  const resource = template.Resources?.[name];
  if (resource !== undefined) return physicalIds(name, resource, (value) => resolve(value, template)).ref;
  return template.Parameters?.[name]?.Default ?? `local-${name}`;
}

function attributeOf(logicalId: string, attribute: string, template: Template): string {
  const resource = template.Resources?.[logicalId];
  if (resource === undefined) {
    return attribute === 'Arn' ? arn('unknown', `local-${logicalId}`) : `local-${logicalId}-${attribute}`;
  }
  const { attributes } = physicalIds(logicalId, resource, (value) => resolve(value, template));
  return attributes[attribute] ?? `local-${logicalId}-${attribute}`;
}

function substitute(text: string, variables: Record<string, unknown>, template: Template): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return String(resolve(variables[name], template));
    const [logicalId, attribute] = name.split(/\.(.*)/s);
    return String(attribute === undefined ? reference(name, template) : attributeOf(logicalId, attribute, template));
  });
}
