import { TemplateResource, Template } from './cloud-assembly';

/** Stand-ins for what CloudFormation knows only in a deployment. The account is of a form that AWS never gives away. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

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
    const [text, variables] = Array.isArray(argument) ? argument as [string, Record<string, unknown>] : [String(argument), {}];
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
 * Resolves CloudFormation's intrinsic functions to stand-in values of the right form. What it does not know (conditions, mappings, ...)
 * becomes a placeholder that names the function, so that nothing fails that does not need the value.
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
  if (resource !== undefined) return physicalId(name, resource);
  return template.Parameters?.[name]?.Default ?? `local-${name}`;
}

/** What `Ref` gives: for most resources a name; for those that AWS refers to by ARN, an ARN. */
function physicalId(logicalId: string, resource: TemplateResource): string {
  switch (resource.Type) {
    case 'AWS::SecretsManager::Secret': return arn('secretsmanager', `secret:${logicalId}-local1`);
    case 'AWS::SNS::Topic': return arn('sns', logicalId);
    default: return `local-${logicalId}`;
  }
}

function attributeOf(logicalId: string, attribute: string, template: Template): string {
  if (attribute !== 'Arn') return `local-${logicalId}-${attribute}`;
  const service = template.Resources?.[logicalId]?.Type.split('::')[1]?.toLowerCase() ?? 'unknown';
  return arn(service, `local-${logicalId}`);
}

function substitute(text: string, variables: Record<string, unknown>, template: Template): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(variables, name)) return String(resolve(variables[name], template));
    const [logicalId, attribute] = name.split(/\.(.*)/s);
    return String(attribute === undefined ? reference(name, template) : attributeOf(logicalId, attribute, template));
  });
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;
}
