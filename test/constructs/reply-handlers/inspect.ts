import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ReplyHandler, ReplyMode } from '../../../src';
import { gatewayIn, Statement } from '../../support/synthesize';

export const MODES = { synchronous: () => ReplyMode.synchronous(), asynchronous: () => ReplyMode.asynchronous() };
export type Mode = keyof typeof MODES;

export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** The parts of a gateway with a reply handler. */
export interface Inspected {
  /** Types of all resources. */
  readonly types: readonly string[];
  /** The function in which the handler runs. */
  readonly handler: string;
  readonly layers: readonly unknown[];
  readonly environment: Readonly<Record<string, unknown>>;
  readonly permissions: readonly Permission[];
  /** Environment of the webhook function, which is another function in asynchronous mode. */
  readonly webhookEnvironment: Readonly<Record<string, unknown>>;
  readonly webhookPermissions: readonly Permission[];
}

/** A gateway with the handler, in a stack of its own. */
export function inspect(handler: (stack: Stack) => ReplyHandler, mode: Mode): Inspected {
  const { stack, gateway } = gatewayIn((scope) => ({ replyHandler: handler(scope), replyMode: MODES[mode]() }));
  const template = Template.fromStack(stack);
  const propertiesOf = (fn: lambda.Function) => template.findResources('AWS::Lambda::Function')[logicalId(stack, fn)].Properties;
  const reply = propertiesOf(gateway.replyFunction);
  const webhook = propertiesOf(gateway.webhookFunction);
  return {
    types: Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type as string).sort(),
    handler: reply.Handler,
    layers: reply.Layers ?? [],
    environment: reply.Environment.Variables,
    permissions: permissionsOf(template, reply.Role),
    webhookEnvironment: webhook.Environment.Variables,
    webhookPermissions: permissionsOf(template, webhook.Role),
  };
}

function logicalId(stack: Stack, fn: lambda.Function): string {
  return stack.resolve((fn.node.defaultChild as lambda.CfnFunction).logicalId) as string;
}

/** Statements of the policies of one role. */
function permissionsOf(template: Template, role: { 'Fn::GetAtt': [string, string] }): Permission[] {
  const [id] = role['Fn::GetAtt'];
  const policies = Object.values<any>(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) => Properties.Roles.some(({ Ref }: any) => Ref === id));
  const inline: any[] = template.findResources('AWS::IAM::Role')[id].Properties.Policies ?? [];
  return [...policies.map(({ Properties }) => Properties), ...inline]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[])
    .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));
}
