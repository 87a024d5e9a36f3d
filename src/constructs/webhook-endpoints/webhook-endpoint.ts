import { Construct } from 'constructs';
import { bindFunctionUrl, FUNCTION_URL_NAMES, FunctionUrlEndpointOptions } from './function-url';
import { bindHttpApi, HTTP_API_NAMES, HttpApiEndpointOptions } from './http-api';
import { bindRestApi } from './rest-api';
import { REST_API_DOMAIN_NAMES, REST_API_NAMES, RestApiEndpointOptions } from './rest-api-options';
import type { BindWebhookEndpoint, WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint-config';
import { markKind } from '../validation/kind';
import { assertKnownNames } from '../validation/known-names';

/**
 * The API that Twilio calls.
 *
 * Extend this class to put another API in front of the function. It must pass the request to the function in the event
 * format of API Gateway's proxy integrations or of function URLs. It must not authorize the request: the function
 * verifies the signature.
 */
export abstract class WebhookEndpoint {
  /**
   * An HTTP API of Amazon API Gateway: created for the gateway, or your own. HTTP APIs do not support AWS WAF.
   *
   * @param options path, API, stage, custom domain and access log
   */
  public static httpApi(options: HttpApiEndpointOptions = {}): WebhookEndpoint {
    assertKnownNames('WebhookEndpoint.httpApi', options, HTTP_API_NAMES);
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindHttpApi(scope, options, bindOptions));
  }

  /**
   * A REST API of Amazon API Gateway: created for the gateway, or your own. Use it for features that HTTP APIs lack,
   * such as AWS WAF. It passes query strings decoded, so set the gateway's `webhookUrl` if your webhook URL has a query
   * string.
   *
   * @param options path, API, stage, custom domain, access log and web ACL
   */
  public static restApi(options: RestApiEndpointOptions = {}): WebhookEndpoint {
    assertKnownNames('WebhookEndpoint.restApi', options, REST_API_NAMES);
    const { domainMapping } = options;
    if (domainMapping) {
      assertKnownNames('WebhookEndpoint.restApi: domainMapping', domainMapping, REST_API_DOMAIN_NAMES);
    }
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindRestApi(scope, options, bindOptions));
  }

  /**
   * The function's own URL, without an API. It is the cheapest endpoint and has no access log, throttling or custom
   * domain.
   *
   * @param options path
   */
  public static functionUrl(options: FunctionUrlEndpointOptions = {}): WebhookEndpoint {
    assertKnownNames('WebhookEndpoint.functionUrl', options, FUNCTION_URL_NAMES);
    return new BuiltInWebhookEndpoint((scope, bindOptions) => bindFunctionUrl(scope, options, bindOptions));
  }

  /**
   * Called once for each gateway that uses this endpoint.
   *
   * @param scope a scope of its own for the constructs that the endpoint creates
   * @param options what the gateway provides
   */
  public abstract bind(scope: Construct, options: WebhookEndpointBindOptions): WebhookEndpointConfig;
}

markKind('WebhookEndpoint', WebhookEndpoint);

/** In the file of its base class: a subclass in another file that this one imports crashes on load. */
class BuiltInWebhookEndpoint extends WebhookEndpoint {
  public constructor(public readonly bind: BindWebhookEndpoint) {
    super();
  }
}
