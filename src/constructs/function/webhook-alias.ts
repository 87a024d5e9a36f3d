import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Options of the alias through which the API invokes the webhook function. */
export interface WebhookAliasOptions {
  /**
   * Number of environments of the function that AWS Lambda keeps initialized, so that up to this many concurrent
   * requests meet no cold start. At least 1. AWS charges for them all the time (docs/operations.md). At most
   * `reservedConcurrentExecutions`, if that is set.
   *
   * @default - none. Use `gateway.webhookAlias.addAutoScaling()` for a number that changes
   */
  readonly provisionedConcurrentExecutions?: number;
}

/**
 * Creates the alias `live` of the function's current version. A deployment that changes the function publishes a new
 * version and moves the alias to it.
 *
 * @throws Error for a number of environments that Lambda does not accept
 */
export function createWebhookAlias(
  scope: Construct,
  webhookFunction: lambda.Function,
  { provisionedConcurrentExecutions }: WebhookAliasOptions,
  reserved?: number,
): lambda.Alias {
  checkConcurrency(scope, provisionedConcurrentExecutions, reserved);
  return new lambda.Alias(scope, 'Alias', {
    aliasName: 'live',
    version: webhookFunction.currentVersion,
    description: 'Invoked by the API',
    provisionedConcurrentExecutions,
  });
}

function checkConcurrency(scope: Construct, provisioned?: number, reserved?: number): void {
  if (provisioned === undefined) { return; }

  const source = `${scope.node.path}: webhookAlias.provisionedConcurrentExecutions`;
  const isToken = Token.isUnresolved(provisioned);
  if (isToken || !Number.isInteger(provisioned) || provisioned < 1) {
    throw new Error(
      `${source} must be a whole number of at least 1, known at synth, got ${isToken ? 'a token' : provisioned}. ` +
      'Leave it out for none.');
  }
  // Source: AWS Lambda, "Configuring provisioned concurrency for a function".
  if (reserved !== undefined && !Token.isUnresolved(reserved) && provisioned > reserved) {
    throw new Error(
      `${source} must not be above reservedConcurrentExecutions (${reserved}), got ${provisioned}. ` +
      'Lower it, or raise reservedConcurrentExecutions.');
  }
}
