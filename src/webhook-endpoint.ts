import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bindHttpApi, HttpApiEndpointOptions } from './webhook-endpoints/http-api';

/** What a webhook endpoint gets when it is bound to a gateway. */
export interface WebhookEndpointBindOptions {
  /** The function to invoke. The endpoint adds the permission to do so, limited to its path. */
  readonly webhookFunction: lambda.IFunction;

  /**
   * The `webhookUrl` of the gateway's props: the URL that Twilio calls, where something stands in front of the endpoint.
   *
   * @default - the endpoint's own URL is what Twilio calls
   */
  readonly webhookUrl?: string;
}

/** What a gateway needs to know of its webhook endpoint. */
export interface WebhookEndpointConfig {
  /** The URL that Twilio is to call. A `webhookUrl` in the gateway's props goes first. */
  readonly webhookUrl: string;

  /** The path of the webhook, such as `/sms`, without stage or base path. */
  readonly webhookPath: string;
}

/**
 * The API that Twilio calls.
 *
 * Extend this class to put another one in front of the function. It must hand the request to the function as
 * API Gateway's proxy integrations and function URLs do, and must not authorize it: the function checks the signature.
 */
export abstract class WebhookEndpoint {
  /**
   * An HTTP API of Amazon API Gateway: made for the gateway, or one that you bring.
   *
   * @param options path, API and access log
   */
  public static httpApi(options: HttpApiEndpointOptions = {}): WebhookEndpoint {
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindHttpApi(scope, options, bindOptions));
  }

  /**
   * Called once for each gateway that uses this endpoint.
   *
   * @param scope a scope of the endpoint's own, for what it creates
   * @param options what the gateway gives
   */
  public abstract bind(scope: Construct, options: WebhookEndpointBindOptions): WebhookEndpointConfig;
}

/** Here and not in a file beside the bind functions: a subclass that its base's file imports crashes on load. */
class BuiltInWebhookEndpoint extends WebhookEndpoint {
  public constructor(public readonly bind: WebhookEndpoint['bind']) {
    super();
  }
}
