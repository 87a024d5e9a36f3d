import { Annotations, Names, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { accessLogFormat } from './access-log';
import { restApiAddress } from './api-address';
import { checkApiOptions } from './api-options';
import { checkedMappingPath, checkedStageName } from './url-segments';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint-config';
import { checkedPath } from './webhook-path';
import { createLogGroup } from '../monitoring/log-group';

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
   * Rate limit (requests per second) and burst limit of the created API's stage. API Gateway throttles requests above
   * them with 429, forged ones included. Twilio does not retry them: it calls the number's fallback URL, or the message
   * stays unanswered. Set limits far above the messages that you expect. They bound the cost of a flood and keep the
   * rest of the account's quota for your other APIs. Not with `api`, whose stage has its own settings.
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
   * A custom domain for the created API's stage. It becomes the address for Twilio, and the only one that signatures
   * are verified against. Not with `api`.
   *
   * @default - the API is called at its own address
   */
  readonly domainMapping?: RestApiDomainMapping;

  /**
   * Whether the created API's own address is disabled. Only with `domainMapping`.
   *
   * @default false - the address works, but with a custom domain the function rejects requests to it
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

/** CDK's default name for the stage of a REST API. */
const DEFAULT_STAGE = 'prod';

/** The `bind` of `WebhookEndpoint.restApi()`. */
export function bindRestApi(
  scope: Construct,
  options: RestApiEndpointOptions,
  bindOptions: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const { webhookFunction, webhookUrl } = bindOptions;
  const webhookPath = checkedPath(scope, options.path);
  checkResourcePath(scope, webhookPath);
  checkApiOptions(scope, 'restApi()', options);
  checkStage(scope, options);
  if (webhookUrl === undefined) {
    checkSameStack(scope, options.api);
    warnOfQueryStrings(scope);
  }

  const api = options.api ?? createApi(scope, options, bindOptions);
  const integration = new apigateway.LambdaIntegration(webhookFunction, { allowTestInvoke: false });
  const method = api.root.resourceForPath(webhookPath).addMethod('POST', integration, {
    authorizationType: apigateway.AuthorizationType.NONE, // overrides the defaults of a user's API
    apiKeyRequired: false,
  });

  if (options.domainMapping) {
    const address = mapDomain(scope, options.domainMapping, api);
    return { webhookUrl: `${address}${webhookPath}`, isUrlFixed: true, webhookPath };
  }
  const stage = options.stage ?? api.deploymentStage; // an imported API has no deployment stage
  return {
    webhookUrl: webhookUrl ?? `${restApiAddress(scope, api, options.stage)}${webhookPath}`,
    webhookPath,
    dependencies: [method, ...(stage ? [stage] : [])],
    isDeployedLater: isDeployedLater(scope, api),
  };
}

/** @throws Error for a path that the resources of a REST API cannot have */
function checkResourcePath(scope: Construct, webhookPath: string): void {
  if (Token.isUnresolved(webhookPath)) {
    throw new Error(
      `${scope.node.path}: path must be known at synth, since a REST API has a resource for each of its segments, ` +
      'got a token. Give it as a string, such as "/sms".');
  }
  if (webhookPath.includes('~')) {
    throw new Error(
      `${scope.node.path}: path must not contain "~", which the path of a REST API's resource cannot have, ` +
      `got ${JSON.stringify(webhookPath)}. Use a path such as "/sms", or httpApi().`);
  }
}

function checkStage(scope: Construct, { api, stage }: RestApiEndpointOptions): void {
  if (stage && stage.restApi !== api && stage.restApi.restApiId !== api?.restApiId) {
    throw new Error(
      `${scope.node.path}: stage must be a stage of api, got a stage of the API ${stage.restApi.node.path}. ` +
      'Give the API of this stage as api.');
  }
}

function createApi(
  scope: Construct,
  options: RestApiEndpointOptions,
  { encryptionKey, tracing }: WebhookEndpointBindOptions,
): apigateway.RestApi {
  const { contextHttpMethod, contextResourcePath } = apigateway.AccessLogField;
  const stageName = options.stageName === undefined ? DEFAULT_STAGE : checkedStageName(scope, options.stageName);
  const api = new apigateway.RestApi(scope, 'RestApi', {
    restApiName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: 'Twilio webhook',
    endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
    cloudWatchRole: false, // it would be a setting of the whole account, with a policy for all its logs
    disableExecuteApiEndpoint: options.disableExecuteApiEndpoint,
    deployOptions: {
      stageName,
      throttlingRateLimit: options.throttle?.rateLimit,
      throttlingBurstLimit: options.throttle?.burstLimit,
      loggingLevel: options.loggingLevel,
      tracingEnabled: tracing === lambda.Tracing.ACTIVE ? true : undefined,
      ...(options.accessLogGroup && {
        accessLogDestination: new apigateway.LogGroupLogDestination(options.accessLogGroup),
        accessLogFormat: accessLogFormat(`${contextHttpMethod()} ${contextResourcePath()}`),
      }),
    },
  });
  api.node.tryRemoveChild('Endpoint'); // an output with an address that is not the webhook's
  if (options.loggingLevel !== undefined && options.loggingLevel !== apigateway.MethodLoggingLevel.OFF) {
    // API Gateway would create a log group that keeps its lines for ever.
    // Source: Amazon API Gateway, "Set up CloudWatch logging for REST APIs".
    const logGroupName = `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`;
    api.deploymentStage.node.addDependency(createLogGroup(scope, 'ExecutionLogGroup', { encryptionKey, logGroupName }));
  }
  if (options.webAclArn !== undefined) {
    new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', {
      webAclArn: options.webAclArn,
      resourceArn: api.deploymentStage.stageArn,
    });
  }
  return api;
}

/** @returns the address of the API on the domain. The mapping names the stage, so the stage is no part of the URL */
function mapDomain(scope: Construct, domainMapping: RestApiDomainMapping, restApi: apigateway.IRestApi): string {
  const { domainName, basePath } = domainMapping;
  const mappingPath = checkedMappingPath(scope, 'basePath', basePath);
  if (!Token.isUnresolved(basePath) && basePath?.includes('/')) {
    throw new Error(
      `${scope.node.path}: basePath must be one segment, got ${JSON.stringify(basePath)}. ` +
      'Leave out the "/", or map your own API to this path and set webhookUrl.');
  }
  const { deploymentStage: stage } = restApi;
  new apigateway.BasePathMapping(scope, 'DomainMapping', { restApi, stage, domainName, basePath });
  return `https://${domainName.domainName}${mappingPath}`;
}

/** In two stacks each would depend on the other: the method on the function, and the gateway's outputs on the API. */
function checkSameStack(scope: Construct, api?: apigateway.IRestApi): void {
  if (api && Token.isUnresolved(api.restApiId) && Stack.of(api) !== Stack.of(scope)) {
    throw new Error(
      `${scope.node.path}: api must be in the gateway's stack ${Stack.of(scope).stackName}, ` +
      `got an API in ${Stack.of(api).stackName}: each stack would depend on the other. ` +
      'Create the API in the gateway\'s stack, or give webhookUrl, but not together with phoneNumbers.');
  }
}

/** The method is in the API's stack and depends on the function. Only a nested stack is deployed with its parent. */
function isDeployedLater(scope: Construct, api: apigateway.IRestApi): boolean {
  let stack: Stack | undefined = Stack.of(api);
  while (stack && stack !== Stack.of(scope)) {
    stack = stack.nestedStackParent;
  }
  return stack === undefined;
}

function warnOfQueryStrings(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:restApiQueryString',
    'A REST API passes the query string decoded. ' +
    'If the webhook URL has a query string, the gateway can only guess the URL that Twilio signed, ' +
    'and may reject genuine messages. Give webhookUrl with that query string, or use httpApi() or functionUrl(). ' +
    'If the webhook URL has no query string, acknowledge this warning.');
}
