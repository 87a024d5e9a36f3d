import type { AwsCall } from './aws-call';
import type { CloudAssembly, Template, TemplateResource } from '../../src/local/assembly/cloud-assembly';
import { resolve } from '../../src/local/assembly/intrinsics';

/** One action of a statement of a role's policies. */
export interface Permission {
  readonly action: string;
  /** ARNs, `*` for anything. */
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** A role of a template, with what its policies allow. */
export interface Role {
  readonly logicalId: string;
  /** Who may assume it, such as `lambda.amazonaws.com`. */
  readonly service: string;
  readonly permissions: readonly Permission[];
  readonly managedPolicies: readonly unknown[];
}

const list = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : [value].flat() as T[]);

/** All roles of an assembly. */
export function rolesOf({ templates }: CloudAssembly): Role[] {
  return templates.flatMap(({ template }) => entriesOf(template, 'AWS::IAM::Role').map(([logicalId, { Properties: properties = {} }]) => {
    const {
      AssumeRolePolicyDocument: trust, Policies: inline = [], ManagedPolicyArns: managedPolicies = [],
    } = resolve(properties, template) as any;
    const attached = entriesOf(template, 'AWS::IAM::Policy')
      .filter(([, policy]) => list((policy.Properties as any).Roles).some(({ Ref }) => Ref === logicalId))
      .map(([, policy]) => resolve(policy.Properties, template) as any);
    return {
      logicalId,
      service: trust.Statement[0].Principal.Service,
      managedPolicies,
      permissions: [...inline, ...attached].flatMap(permissionsOf),
    };
  }));
}

/** The role of a function. */
export function roleOf(assembly: CloudAssembly, functionId: string): Role {
  const fn = assembly.templates
    .flatMap(({ template }) => Object.entries(template.Resources ?? {}))
    .find(([id]) => id === functionId)![1];
  const roleId = (fn.Properties as any).Role['Fn::GetAtt'][0];
  return rolesOf(assembly).find(({ logicalId }) => logicalId === roleId)!;
}

/** The permission that allows the call. Without one AWS would reject it. */
export function permissionFor({ permissions }: Pick<Role, 'permissions'>, call: AwsCall): Permission | undefined {
  return permissions.find(({ action, resources, condition = {} }) => action === call.action
    && resources.some((resource) => matches(resource, call.resource))
    && Object.entries(condition).every(([operator, keys]) => {
      if (!['StringEquals', 'ForAnyValue:StringEquals'].includes(operator)) {
        throw new Error(`test/support/permissions.ts does not know the condition ${operator}.`);
      }
      return Object.entries(keys).every(([key, values]) => list(values).includes(call.context[key]));
    }));
}

/** The permissions of a policy, with intrinsic functions resolved. */
export function permissionsOf({ PolicyDocument: { Statement: statements } }: any): Permission[] {
  return list<any>(statements).flatMap(permissionsIn);
}

function permissionsIn({ Effect, Action, Resource, Condition: condition }: any): Permission[] {
  if (Effect !== 'Allow') return [];
  return list<string>(Action).map((action) =>
    ({ action, resources: list<string>(Resource), ...(condition && { condition }) }));
}

function matches(pattern: string, value: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(value);
}

function entriesOf(template: Template, type: string): [string, TemplateResource][] {
  return Object.entries(template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
}
