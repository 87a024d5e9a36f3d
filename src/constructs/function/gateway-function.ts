import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { GatewayFunctionOptions } from './gateway-function-options';
import { LAMBDA_HANDLER, REPLY_MODULE_ENV } from '../../shared/env';
import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';
import { createLogGroup } from '../monitoring/log-group';
import { environmentProblems } from '../validation/validate-environment';

/** Properties of a function of the gateway. */
export interface GatewayFunctionProps extends GatewayFunctionOptions {
  readonly role: iam.Role;
  readonly code: lambda.Code;
  /** @default - the description of the webhook function */
  readonly description?: string;
  readonly handler?: string;
  readonly layers?: lambda.ILayerVersion[];
  /** The module that answers messages. @default - the function runs no reply handler */
  readonly replyModule?: string;
  /** @default - none */
  readonly environment?: Record<string, string>;
  readonly timeout?: Duration;
  readonly logGroup?: logs.ILogGroup;
  readonly reservedConcurrentExecutions?: number;
}

/**
 * Actions with which Lambda connects a function to a VPC. The network interfaces do not exist yet, so no resource can
 * be named.
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

/** Creates an empty role: the one that `lambda.Function` creates has a managed policy for all log groups. */
export function createGatewayRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** Creates a function and its log group. Their ids never vary, so another reply handler replaces neither. */
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
    environment: {
      ...props.environment,
      ...(props.replyModule !== undefined && { [REPLY_MODULE_ENV]: props.replyModule }),
    },
    memorySize: props.memorySize ?? 256,
    timeout: props.timeout ?? Duration.millis(TWILIO_TIMEOUT_MILLIS),
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

/** All environment variables. To be called at synth: some are added after the function is created. */
function variablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  const { environment } = fn.node.defaultChild as lambda.CfnFunction;
  return (Stack.of(fn).resolve(environment) as { readonly variables?: Record<string, unknown> } | undefined)?.variables;
}
