import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IDependable } from 'constructs';

/** Passed to `WebhookEndpoint.bind()` by the gateway. */
export interface WebhookEndpointBindOptions {
  /**
   * The function to invoke, or with `webhookAlias` its alias. The endpoint adds the permission to invoke it, limited to
   * its path.
   */
  readonly webhookFunction: lambda.IFunction;

  /**
   * `webhookUrl` of the gateway's props: the URL that Twilio calls, if it differs from the endpoint's own.
   *
   * @default - Twilio calls the endpoint's own URL
   */
  readonly webhookUrl?: string;

  /**
   * `encryptionKey` of the gateway's props, for everything that the endpoint creates to hold data, such as an access
   * log.
   *
   * @default - each AWS service encrypts with its own key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * `tracing` of the gateway's props, for an API that supports it.
   *
   * @default - no tracing
   */
  readonly tracing?: lambda.Tracing;
}

/** Returned to the gateway by `WebhookEndpoint.bind()`. */
export interface WebhookEndpointConfig {
  /** The URL for Twilio to call. `webhookUrl` of the gateway's props takes precedence. */
  readonly webhookUrl: string;

  /**
   * Whether `webhookUrl` is the only address of the endpoint and independent of the function and its API, as a custom
   * domain is. The gateway then gives this URL to the function, which verifies signatures against it alone. The own
   * address of an API or a function URL must not be fixed: it depends on the function, which would depend on the
   * address.
   *
   * @default false - signatures are verified against the URL in the event of each request
   */
  readonly isUrlFixed?: boolean;

  /** Path of the webhook, such as `/sms`, without stage or base path. */
  readonly webhookPath: string;

  /**
   * Constructs that must be deployed before the URL works, in addition to those in the endpoint's own scope.
   * `phoneNumbers` waits for it.
   *
   * @default - nothing else
   */
  readonly dependencies?: IDependable[];

  /**
   * Whether a resource that the URL needs is in a stack that is deployed after the gateway's, because it depends on the
   * function. The gateway then throws an error for `phoneNumbers`, which would point numbers at an endpoint that does
   * not exist yet.
   *
   * @default false - the URL works once the gateway's stack is deployed
   */
  readonly isDeployedLater?: boolean;
}

/** The `bind` of a webhook endpoint. */
export type BindWebhookEndpoint = (scope: Construct, options: WebhookEndpointBindOptions) => WebhookEndpointConfig;
