import { Fn } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint';
import { checkedPath } from './webhook-path';

/** Options of `WebhookEndpoint.functionUrl()`. */
export interface FunctionUrlEndpointOptions {
  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.`, `_` and `~`. A function URL takes any path; this
   * is the one that is printed.
   *
   * @default '/sms'
   */
  readonly path?: string;
}

/** Binds `WebhookEndpoint.functionUrl()`. */
export function bindFunctionUrl(
  scope: Construct,
  options: FunctionUrlEndpointOptions,
  { webhookFunction }: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const webhookPath = checkedPath(scope, options.path);
  // Adds both permissions that an open function URL needs since October 2025, lambda:InvokeFunctionUrl and, for calls
  // through the URL only, lambda:InvokeFunction. Source: AWS Lambda, "Control access to Lambda function URLs".
  const functionUrl = new lambda.FunctionUrl(scope, 'FunctionUrl', {
    function: webhookFunction,
    authType: lambda.FunctionUrlAuthType.NONE, // Twilio could not sign for IAM, and the function checks its signature
  });
  // It ends in a slash, which the path begins with; the path may be a token, which cannot be cut.
  const host = Fn.select(2, Fn.split('/', functionUrl.url));
  return { webhookUrl: `https://${host}${webhookPath}`, webhookPath };
}
