import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { GatewayFunctionOptions } from './gateway-function-options';
import { createLogGroup } from './monitoring/log-group';
import { environmentProblems } from './validate-environment';
import { LAMBDA_HANDLER } from '../shared/env';

/** How long Twilio waits for an answer. Source: Twilio, "Webhooks connection overrides". */
export const TWILIO_TIMEOUT = Duration.seconds(15);

/** What the gateway's function is made of. */
export interface GatewayFunctionProps extends GatewayFunctionOptions {
  readonly role: iam.Role;
  readonly code: lambda.Code;
  /** @default - that of the webhook's function */
  readonly description?: string;
  readonly handler?: string;
  readonly layers?: lambda.ILayerVersion[];
  readonly environment: Record<string, string>;
  readonly timeout?: Duration;
  readonly logGroup?: logs.ILogGroup;
  readonly reservedConcurrentExecutions?: number;
}

/**
 * What Lambda does in the function's name to connect it to a VPC. None of these can be limited to what is there only later.
 * Source: AWS Lambda, "Giving Lambda functions access to resources in an Amazon VPC": required IAM permissions.
 */
const CONNECT_TO_VPC = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** The role of the gateway's function, empty: `lambda.Function` would give it a managed policy on all log groups. */
export function createGatewayRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** Creates the function and its log group. One id whatever answers, so that another handler never replaces either. */
export function createGatewayFunction(scope: Construct, props: GatewayFunctionProps): lambda.Function {
  const logGroup = props.logGroup ?? createLogGroup(scope, 'LogGroup', props);
  logGroup.grantWrite(props.role);
  if (props.vpc) {
    props.role.addToPolicy(new iam.PolicyStatement({ actions: CONNECT_TO_VPC, resources: ['*'] }));
  }

  const fn = new lambda.Function(scope, 'Function', {
    description: props.description ?? 'Verifies Twilio webhooks and answers with TwiML',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: props.handler ?? LAMBDA_HANDLER,
    code: props.code,
    layers: props.layers,
    role: props.role,
    environment: props.environment,
    memorySize: props.memorySize ?? 256,
    timeout: props.timeout ?? TWILIO_TIMEOUT,
    architecture: props.architecture ?? lambda.Architecture.ARM_64,
    tracing: props.tracing,
    vpc: props.vpc,
    vpcSubnets: props.vpcSubnets,
    securityGroups: props.securityGroups,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
  });
  fn.node.addValidation({ validate: () => environmentProblems(variablesOf(fn)) });
  return fn;
}

/** All of them, when the app is synthesized: some are added after the function is made. */
function variablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  const { environment } = fn.node.defaultChild as lambda.CfnFunction;
  return (Stack.of(fn).resolve(environment) as { readonly variables?: Record<string, unknown> } | undefined)?.variables;
}
