import type { AwsCall } from './aws-call';
import { CustomResourceCaller, type PhoneNumberFunction, type Properties } from './custom-resource-caller';
import { type Permission, permissionFor, permissionsOf } from './permissions';
import type { Template, TemplateResource } from '../../src/local/assembly/cloud-assembly';
import { resolve } from '../../src/local/assembly/intrinsics';

type Resources = NonNullable<Template['Resources']>;

/** CloudFormation tries three times to delete a resource after an update, and then goes on without it. */
const DELETIONS = 3;
const CUSTOM = 'Custom::TwilioPhoneNumber';

/**
 * Emulates CloudFormation for the custom resources of whole templates, with their function and the policies of its
 * role. It creates and updates resources in the order of their dependencies, and afterwards deletes removed ones in
 * reverse order. Between independent resources it takes the order that does the most harm: policies come last and are
 * deleted first. Sources: AWS CloudFormation, "Understand CloudFormation stack updates" and "DependsOn attribute"; AWS
 * re:Post, "Why is my CloudFormation stack stuck in the UPDATE_COMPLETE_CLEANUP_IN_PROGRESS state?".
 */
export class DeployedStack extends CustomResourceCaller {
  /** @param start of the function's process, with the environment of the template */
  static async start(start: (environment: Properties) => Promise<PhoneNumberFunction>): Promise<DeployedStack> {
    const stack: DeployedStack = new DeployedStack(async () => start(stack.environment));
    await stack.listen();
    return stack;
  }

  private template: Template = {};
  private environment: Properties = {};
  /** Policies of the function's role, by logical id. */
  private readonly policies = new Map<string, readonly Permission[]>();
  /** Physical ids of the custom resources, by logical id. */
  private readonly physicalIds = new Map<string, string>();
  /** Physical ids that were replaced, by logical id. */
  private readonly replaced = new Map<string, string>();

  /** Whether the function's role may make a call, at this moment. */
  allows(call: AwsCall): boolean {
    return [...this.policies.values()].some((permissions) => permissionFor({ permissions }, call) !== undefined);
  }

  /** Creates or updates the stack. A failure is rolled back. */
  async deploy(next: Template): Promise<boolean> {
    const before = this.template;
    const done: string[] = [];
    for (const id of inOrder(next)) {
      if (isSame(id, before, next)) continue;
      done.push(id);
      if (!await this.put(id, next, before)) {
        await this.undo(done, before, next);
        return false;
      }
    }
    this.template = next;
    await this.cleanUp(before, next);
    return true;
  }

  /** Deletes the stack, until something cannot be deleted. */
  async destroy(): Promise<boolean> {
    for (const id of inOrder(this.template).reverse()) {
      if (!await this.remove(id, this.template, this.physicalIds.get(id))) return false;
    }
    this.template = {};
    return true;
  }

  async reset(): Promise<void> {
    await super.reset();
    [this.policies, this.physicalIds, this.replaced].forEach((map) => map.clear());
    this.template = {};
  }

  private async undo(done: readonly string[], before: Template, failed: Template): Promise<void> {
    this.replaced.clear();
    for (const id of inOrder(before).filter((each) => done.includes(each))) await this.put(id, before, failed);
    const resources = Object.entries(resourcesOf(failed)).filter(([id]) => done.includes(id));
    const created = { Resources: Object.fromEntries(resources) };
    await this.cleanUp(created, before, failed);
  }

  /** @param template that the properties of what is deleted are from */
  private async cleanUp(former: Template, present: Template, template = former): Promise<void> {
    for (const id of inOrder(former).reverse()) {
      const isKept = id in resourcesOf(present);
      const physicalId = isKept ? this.replaced.get(id) : this.physicalIds.get(id);
      if (isKept && physicalId === undefined) continue;
      for (let tries = 1; !await this.remove(id, template, physicalId) && tries < DELETIONS;) tries++;
      if (!isKept) this.physicalIds.delete(id);
    }
    this.replaced.clear();
  }

  private async put(id: string, template: Template, other: Template): Promise<boolean> {
    const { Type: type, Properties: properties = {} } = resourcesOf(template)[id];
    if (isPolicyOfFunction(id, template)) this.policies.set(id, permissionsOf(resolve(properties, template)));
    if (isFunction(resourcesOf(template)[id])) {
      this.environment = (resolve(properties, template) as any).Environment.Variables;
      await this.stopLambda();
    }
    return type !== CUSTOM || this.putCustom(id, template, other);
  }

  private async putCustom(id: string, template: Template, other: Template): Promise<boolean> {
    const before = this.physicalIds.get(id);
    const { isDone, physicalResourceId } = await this.send({
      type: before === undefined ? 'Create' : 'Update',
      logicalId: id,
      properties: propertiesOf(id, template),
      ...(before !== undefined && { old: propertiesOf(id, other), physicalResourceId: before }),
    });
    if (before !== undefined && before !== physicalResourceId) this.replaced.set(id, before);
    this.physicalIds.set(id, physicalResourceId);
    return isDone;
  }

  private async remove(id: string, template: Template, physicalResourceId?: string): Promise<boolean> {
    this.policies.delete(id);
    if (resourcesOf(template)[id].Type !== CUSTOM || physicalResourceId === undefined) return true;
    const { isDone } = await this.send({ type: 'Delete', logicalId: id, properties: propertiesOf(id, template), physicalResourceId });
    if (isDone && this.physicalIds.get(id) === physicalResourceId) this.physicalIds.delete(id);
    return isDone;
  }
}

function resourcesOf({ Resources: resources = {} }: Template): Resources {
  return resources;
}

function propertiesOf(id: string, template: Template): Properties {
  const { ServiceToken: _, ServiceTimeout: __, ...properties } = resolve(
    resourcesOf(template)[id].Properties,
    template,
  ) as Record<string, string>;
  return properties;
}

function isFunction({ Type: type, Properties: properties = {} }: TemplateResource): boolean {
  return type === 'AWS::Lambda::Function' && properties.Handler === 'phone-numbers.handler';
}

function isPolicyOfFunction(id: string, template: Template): boolean {
  const { Type: type, Properties: properties = {} } = resourcesOf(template)[id];
  const role = (Object.values(resourcesOf(template)).find(isFunction)?.Properties?.Role as any)?.['Fn::GetAtt'][0];
  return type === 'AWS::IAM::Policy' && (properties.Roles as { readonly Ref: string }[]).some(({ Ref }) => Ref === role);
}

function isSame(id: string, one: Template, other: Template): boolean {
  const [resource, otherResource] = [one, other].map((template) => {
    const found = resourcesOf(template)[id];
    return found && resolve(found.Properties ?? {}, template);
  });
  return JSON.stringify(resource) === JSON.stringify(otherResource);
}

/** Logical ids, each after those that it depends on. */
function inOrder(template: Template): string[] {
  const resources = resourcesOf(template);
  const ordered = new Set<string>();
  const visit = (id: string) => {
    if (ordered.has(id)) return;
    dependenciesOf(resources[id]).filter((other) => other in resources).forEach(visit);
    ordered.add(id);
  };
  const isPolicy = (id: string) => resources[id].Type === 'AWS::IAM::Policy';
  const ids = Object.keys(resources);
  [...ids.filter((id) => !isPolicy(id)), ...ids.filter(isPolicy)].forEach(visit);
  return [...ordered];
}

function dependenciesOf(resource: TemplateResource): string[] {
  const {
    DependsOn: awaited = [],
    Properties: properties,
  } = resource as TemplateResource & { readonly DependsOn?: string | string[] };
  return [awaited, referencesIn(properties)].flat(2);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref') return [String(argument)];
    if (name === 'Fn::GetAtt') return [String([argument].flat()[0])];
    return referencesIn(argument);
  });
}
