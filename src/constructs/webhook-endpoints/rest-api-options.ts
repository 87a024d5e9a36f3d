import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { NamesOf } from '../validation/known-names';

/** The custom domain of a REST API. */
export interface RestApiDomainMapping {
  /** A regional custom domain. Create its DNS record yourself. */
  readonly domainName: apigateway.IDomainName;

  /**
   * Path of the API on the domain: one segment of letters, digits, `-`, `.` and `_`.
   *
   * @default - the root of the domain
   */
  readonly basePath?: string;
}

/** Options of `WebhookEndpoint.restApi()`. */
export interface RestApiEndpointOptions {
  /**
   * Your API, to which the webhook's resource and method are added. Its default authorizer and API key are not applied
   * to the method: Twilio could not pass them, and the function verifies the signature. The API must be in the
   * gateway's stack, unless you set `webhookUrl`; with `phoneNumbers` it must be in that stack in any case. An imported
   * API is not deployed again: deploy it yourself after the method is added. If Twilio calls the API through a custom
   * domain, or its own address is private or disabled, set the gateway's `webhookUrl`.
   *
   * @default - a regional API with one method is created
   */
  readonly api?: apigateway.IRestApi;

  /**
   * The stage of `api` that Twilio calls. Its name is part of the URL.
   *
   * @default - the deployment stage of `api`
   */
  readonly stage?: apigateway.IStage;

  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.` and `_`. Without the stage.
   *
   * @default '/sms'
   */
  readonly path?: string;

  /**
   * Name of the created API's stage: letters, digits, `-` and `_`. It is part of the URL. Not with `api`.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * The access log of the created API: one line of JSON for each request, without query string, body or phone number. A
   * REST API needs a role of the account to write it, set once for each region (`AWS::ApiGateway::Account`); without
   * that role the deployment fails. Not with `api`, whose stage has its own settings.
   *
   * @default - no access log
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Rate limit (requests per second) and burst limit of the created API's stage. API Gateway answers 429 to requests
   * above these limits. Forged requests count too. Twilio does not retry a request that got 429: it calls the number's
   * fallback URL, or the message stays unanswered. Set limits far above the messages that you expect. They bound the
   * cost of a flood and keep the rest of the account's quota for your other APIs. Not with `api`, whose stage has its
   * own settings.
   *
   * @default - only the account's quota applies, which all APIs of a region share
   */
  readonly throttle?: apigateway.ThrottleSettings;

  /**
   * Level of the created API's execution log, which has a log group of its own. Use `ERROR`: it logs why API Gateway
   * could not invoke the function. Requests and responses are never logged (data tracing is off). It needs the role of
   * the account, as `accessLogGroup` does. Not with `api`.
   *
   * @default - no execution log
   */
  readonly loggingLevel?: apigateway.MethodLoggingLevel;

  /**
   * ARN of a regional AWS WAF web ACL for the created API's stage. Its rules must allow everything that Twilio sends.
   * The body of a message may be any text, so rules that inspect the body, such as those against injection, may block
   * genuine messages; so may a limit of 8 kB. All messages come from Twilio's IP addresses, so a rate limit by address
   * must be far above your traffic. Let the rules count before they block. Not with `api`.
   *
   * @default - no web ACL
   */
  readonly webAclArn?: string;

  /**
   * A custom domain for the created API's stage. It becomes the address for Twilio, and signatures are verified only
   * for this address. Not with `api`.
   *
   * @default - the API is called at its own address
   */
  readonly domainMapping?: RestApiDomainMapping;

  /**
   * Whether the created API's own address is disabled. Only with `domainMapping`.
   *
   * @default false - the address works, but with a custom domain signatures are verified only for the domain
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

export const REST_API_NAMES: NamesOf<RestApiEndpointOptions> = {
  accessLogGroup: true,
  api: true,
  disableExecuteApiEndpoint: true,
  domainMapping: true,
  loggingLevel: true,
  path: true,
  stage: true,
  stageName: true,
  throttle: true,
  webAclArn: true,
};

export const REST_API_DOMAIN_NAMES: NamesOf<RestApiDomainMapping> = { basePath: true, domainName: true };
