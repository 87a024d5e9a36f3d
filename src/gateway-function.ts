import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LAMBDA_HANDLER } from './runtime/env';

/** How long Twilio waits for an answer. Source: Twilio, "Webhooks connection overrides". */
export const TWILIO_TIMEOUT = Duration.seconds(15);

/** What the gateway's function is made of. */
export interface GatewayFunctionProps {
  readonly role: iam.Role;
  readonly code: lambda.Code;
  /** @default - that of the webhook's function */
  readonly description?: string;
  readonly handler?: string;
  readonly layers?: lambda.ILayerVersion[];
  readonly environment: Record<string, string>;
  readonly memorySize?: number;
  readonly timeout?: Duration;
  readonly architecture?: lambda.Architecture;
  readonly logGroup?: logs.ILogGroup;
  readonly tracing?: lambda.Tracing;
}

/** The role of the gateway's function, empty: `lambda.Function` would give it a managed policy on all log groups. */
export function createGatewayRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** Creates the function and its log group. One id whatever answers, so that another handler never replaces either. */
export function createGatewayFunction(scope: Construct, props: GatewayFunctionProps): lambda.Function {
  const logGroup = props.logGroup ?? new logs.LogGroup(scope, 'LogGroup', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroup.grantWrite(props.role);

  return new lambda.Function(scope, 'Function', {
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
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
  });
}
