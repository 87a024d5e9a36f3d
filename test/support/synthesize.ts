import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TwilioSmsGateway, TwilioSmsGatewayProps } from '../../src';

export interface Synthesized {
  readonly stack: Stack;
  readonly gateway: TwilioSmsGateway;
  /** Synthesizes on the first call. */
  template(): Template;
}

/** A stack with one gateway. Props that need constructs are made in the stack: `(stack) => ({ ... })`. */
export function gatewayIn(props?: TwilioSmsGatewayProps | ((stack: Stack) => TwilioSmsGatewayProps)): Synthesized {
  const stack = new Stack(new App(), 'Stack');
  const gateway = new TwilioSmsGateway(stack, 'Sms', typeof props === 'function' ? props(stack) : props);
  return { stack, gateway, template: () => Template.fromStack(stack) };
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of all policies of roles in a template. */
export function statementsOf(template: Template): Statement[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((policy) => policy.Properties);
  const inline = Object.values(template.findResources('AWS::IAM::Role')).flatMap((role) => role.Properties.Policies ?? []);
  return [...policies, ...inline].flatMap((policy) => policy.PolicyDocument.Statement);
}

/** The environment of the only function in a template. */
export function environmentOf(template: Template): Record<string, unknown> {
  const [lambdaFunction] = Object.values(template.findResources('AWS::Lambda::Function'));
  return lambdaFunction.Properties.Environment.Variables;
}
