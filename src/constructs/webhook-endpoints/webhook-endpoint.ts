import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IDependable } from 'constructs';
import { bindFunctionUrl, FunctionUrlEndpointOptions } from './function-url';
import { bindHttpApi, HttpApiEndpointOptions } from './http-api';
import { bindRestApi, RestApiEndpointOptions } from './rest-api';

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

  /**
   * The `encryptionKey` of the gateway's props, for what the endpoint creates to hold data, such as an access log.
   *
   * @default - the keys that AWS has for each of its services
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The `tracing` of the gateway's props, for an API that can be traced.
   *
   * @default - no tracing
   */
  readonly tracing?: lambda.Tracing;
}

/** What a gateway needs to know of its webhook endpoint. */
export interface WebhookEndpointConfig {
  /** The URL that Twilio is to call. A `webhookUrl` in the gateway's props goes first. */
  readonly webhookUrl: string;

  /**
   * Whether `webhookUrl` is the one address of the endpoint and does not depend on the function or its API, as with a
   * custom domain. The function is then told this URL and checks signatures against it and no other. The own address of
   * an API or a function URL must never be: it needs the function, which would need the address.
   *
   * @default false - signatures are checked against the URL in each request's event
   */
  readonly isUrlFixed?: boolean;

  /** The path of the webhook, such as `/sms`, without stage or base path. */
  readonly webhookPath: string;

  /**
   * What has to be deployed before the URL works, beside what the endpoint has created in its own scope. `phoneNumbers` waits for it.
   *
   * @default - nothing else
   */
  readonly dependencies?: IDependable[];

  /**
   * Whether something that the URL needs is in a stack that can only be deployed after the gateway's, since it needs the
   * function. `phoneNumbers` is then rejected: it would point numbers at what is not there yet.
   *
   * @default false - all that the URL needs is there with the gateway's stack
   */
  readonly isDeployedLater?: boolean;
}

/**
 * The API that Twilio calls.
 *
 * Extend this class to put another one in front of the function. It must hand the request to the function as
 * API Gateway's proxy integrations and function URLs do, and must not authorize it: the function checks the signature.
 */
export abstract class WebhookEndpoint {
  /**
   * An HTTP API of Amazon API Gateway: made for the gateway, or one that you bring. AWS WAF cannot be put in front of it.
   *
   * @param options path, API, stage, custom domain and access log
   */
  public static httpApi(options: HttpApiEndpointOptions = {}): WebhookEndpoint {
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindHttpApi(scope, options, bindOptions));
  }

  /**
   * A REST API of Amazon API Gateway, for what HTTP APIs do not have, such as AWS WAF: made for the gateway, or one that
   * you bring. It hands query strings over decoded, so give the gateway's `webhookUrl` if yours has one.
   *
   * @param options path, API, stage, custom domain and access log
   */
  public static restApi(options: RestApiEndpointOptions = {}): WebhookEndpoint {
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindRestApi(scope, options, bindOptions));
  }

  /**
   * The function's own URL, without an API: the cheapest, with no access log, throttling or custom domain of its own.
   *
   * @param options path
   */
  public static functionUrl(options: FunctionUrlEndpointOptions = {}): WebhookEndpoint {
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindFunctionUrl(scope, options, bindOptions));
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
