import { Fn } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint-config';
import { checkedPath } from './webhook-path';
import type { NamesOf } from '../validation/known-names';

/** Options of `WebhookEndpoint.functionUrl()`. */
export interface FunctionUrlEndpointOptions {
  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.`, `_` and `~`. A function URL accepts any path;
   * this one is in `webhookUrl`.
   *
   * @default '/sms'
   */
  readonly path?: string;
}

export const FUNCTION_URL_NAMES: NamesOf<FunctionUrlEndpointOptions> = { path: true };

/** The `bind` of `WebhookEndpoint.functionUrl()`. */
export function bindFunctionUrl(
  scope: Construct,
  options: FunctionUrlEndpointOptions,
  { webhookFunction }: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const webhookPath = checkedPath(scope, options.path);
  // It adds both permissions that a public function URL needs since October 2025: lambda:InvokeFunctionUrl, and
  // lambda:InvokeFunction limited to calls through the URL.
  // Source: AWS Lambda, "Control access to Lambda function URLs".
  const functionUrl = new lambda.FunctionUrl(scope, 'FunctionUrl', {
    function: webhookFunction,
    // Twilio cannot sign for IAM, and the function verifies Twilio's signature.
    authType: lambda.FunctionUrlAuthType.NONE,
  });
  // The URL ends with a slash and the path starts with one. The path may be a token, so the slash is cut from the URL.
  const host = Fn.select(2, Fn.split('/', functionUrl.url));
  return { webhookUrl: `https://${host}${webhookPath}`, webhookPath };
}
