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
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint';
import { checkedPath } from './webhook-path';
import { createLogGroup } from '../monitoring/log-group';

/** The custom domain of a REST API. */
export interface RestApiDomainMapping {
  /** A regional custom domain. Its DNS record is yours to make. */
  readonly domainName: apigateway.IDomainName;

  /**
   * Path under which the domain has the API: one segment of letters, digits, `-`, `.` and `_`.
   *
   * @default - the root of the domain
   */
  readonly basePath?: string;
}

/** Options of `WebhookEndpoint.restApi()`. */
export interface RestApiEndpointOptions {
  /**
   * An existing API that gets the webhook's resource and method, without its default authorizer and API key: Twilio
   * could not pass them, and the function checks the signature. It must be in the gateway's stack, unless `webhookUrl` is
   * given; with `phoneNumbers` it must be there in any case. An API that is imported is not deployed by this: deploy it
   * again once the method is there. Where Twilio calls it through a custom domain, or its own address is private or
   * switched off, give the gateway's `webhookUrl`.
   *
   * @default - a regional API is created, with one method
   */
  readonly api?: apigateway.IRestApi;

  /**
   * The stage of `api` that Twilio calls. Its name is part of the URL.
   *
   * @default - the stage that `api` deploys to
   */
  readonly stage?: apigateway.IStage;

  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.` and `_`. Without the stage.
   *
   * @default '/sms'
   */
  readonly path?: string;

  /**
   * Name of the created API's stage, which is part of the URL: letters, digits, `-` and `_`. Not with `api`.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Where the created API writes one line of JSON for each request: no query string, no body, no phone number. A REST
   * API can only do so where the account names a role for it, once for each region (`AWS::ApiGateway::Account`); without
   * that role the deployment fails. Not with `api`, whose stage has its own settings.
   *
   * @default - no access log
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * How many requests the created API's stage takes. API Gateway answers what comes beyond with 429, and Twilio does not wait:
   * it goes on to the number's fallback URL, or the text stays unanswered. Forged requests count, too. So a limit far above
   * the texts that you expect: it bounds what a flood costs, and leaves the rest of the account's quota to your other APIs.
   * Not with `api`, whose stage has its own settings.
   *
   * @default - no limit but the account's quota, which all APIs of a region share: nothing genuine is turned away before that
   */
  readonly throttle?: apigateway.ThrottleSettings;

  /**
   * What the created API writes into its execution log, a log group of its own that API Gateway looks for by its name: best
   * `ERROR`, which says why API Gateway could not invoke the function. Requests and responses are never in it (data tracing is
   * off). It needs the account's role, as `accessLogGroup` does. Not with `api`.
   *
   * @default - no execution log
   */
  readonly loggingLevel?: apigateway.MethodLoggingLevel;

  /**
   * ARN of a regional AWS WAF web ACL for the created API's stage. Its rules have to let through whatever Twilio sends. A text
   * may hold anything: rules that look into the body, such as those against injection, may block genuine texts, and so may a limit
   * of 8 kB. All texts come from Twilio's addresses and not from their senders': a rate limit by address has to be far above your
   * texts. Count before you block. Not with `api`.
   *
   * @default - no web ACL
   */
  readonly webAclArn?: string;

  /**
   * A custom domain that the created API's stage is mapped to. It is then the address that Twilio is to call, and the
   * only one that signatures are checked against. Not with `api`.
   *
   * @default - the API is called at its own address
   */
  readonly domainMapping?: RestApiDomainMapping;

  /**
   * Whether the created API's own address is switched off. Only with `domainMapping`.
   *
   * @default false - it stays, though requests to it are rejected once there is a custom domain
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

/** As CDK names the stage of a REST API. */
const DEFAULT_STAGE = 'prod';

/** Binds `WebhookEndpoint.restApi()`. */
export function bindRestApi(
  scope: Construct,
  options: RestApiEndpointOptions,
  bindOptions: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const { webhookFunction, webhookUrl } = bindOptions;
  const webhookPath = checkedPath(scope, options.path);
  if (Token.isUnresolved(webhookPath)) {
    throw new Error(`${scope.node.path}: path must be known at synth, since a REST API has a resource for each of its segments, got a token. Give it as text, such as "/sms".`);
  }
  if (webhookPath.includes('~')) {
    throw new Error(`${scope.node.path}: path must be without "~", which the path of a resource of a REST API cannot have, got ${JSON.stringify(webhookPath)}. Use a path such as "/sms", or httpApi().`);
  }
  checkApiOptions(scope, 'restApi()', options);
  if (options.stage && options.stage.restApi !== options.api && options.stage.restApi.restApiId !== options.api?.restApiId) {
    throw new Error(`${scope.node.path}: stage must be a stage of api, got one of the API ${options.stage.restApi.node.path}. Give the API that the stage was made for.`);
  }
  if (webhookUrl === undefined) {
    checkSameStack(scope, options.api);
    warnOfQueryStrings(scope);
  }

  const api = options.api ?? createApi(scope, options, bindOptions);
  const integration = new apigateway.LambdaIntegration(webhookFunction, { allowTestInvoke: false });
  const method = api.root.resourceForPath(webhookPath).addMethod('POST', integration, {
    authorizationType: apigateway.AuthorizationType.NONE, // over the defaults of an API that was brought
    apiKeyRequired: false,
  });

  if (options.domainMapping) {
    return { webhookUrl: `${mapDomain(scope, options.domainMapping, api)}${webhookPath}`, isUrlFixed: true, webhookPath };
  }
  const stage = options.stage ?? api.deploymentStage; // an API that is imported has none of its own
  return {
    webhookUrl: webhookUrl ?? `${restApiAddress(scope, api, options.stage)}${webhookPath}`,
    webhookPath,
    dependencies: [method, ...(stage ? [stage] : [])],
    isDeployedLater: isDeployedLater(scope, api),
  };
}

function createApi(scope: Construct, options: RestApiEndpointOptions, { encryptionKey, tracing }: WebhookEndpointBindOptions): apigateway.RestApi {
  const stageName = options.stageName === undefined ? DEFAULT_STAGE : checkedStageName(scope, options.stageName);
  const api = new apigateway.RestApi(scope, 'RestApi', {
    restApiName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: 'Twilio webhook',
    endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
    cloudWatchRole: false, // a setting of the whole account, with a policy on all its logs
    disableExecuteApiEndpoint: options.disableExecuteApiEndpoint,
    deployOptions: {
      stageName,
      throttlingRateLimit: options.throttle?.rateLimit,
      throttlingBurstLimit: options.throttle?.burstLimit,
      loggingLevel: options.loggingLevel,
      tracingEnabled: tracing === lambda.Tracing.ACTIVE ? true : undefined,
      ...(options.accessLogGroup && {
        accessLogDestination: new apigateway.LogGroupLogDestination(options.accessLogGroup),
        accessLogFormat: accessLogFormat(`${apigateway.AccessLogField.contextHttpMethod()} ${apigateway.AccessLogField.contextResourcePath()}`),
      }),
    },
  });
  api.node.tryRemoveChild('Endpoint'); // an output with an address that is not the webhook's; the gateway has its own
  if (options.loggingLevel !== undefined && options.loggingLevel !== apigateway.MethodLoggingLevel.OFF) {
    // API Gateway would create it, to be kept for ever. Source: Amazon API Gateway, "Set up CloudWatch logging for REST APIs".
    const logGroupName = `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`;
    api.deploymentStage.node.addDependency(createLogGroup(scope, 'ExecutionLogGroup', { encryptionKey, logGroupName }));
  }
  if (options.webAclArn !== undefined) {
    new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', { webAclArn: options.webAclArn, resourceArn: api.deploymentStage.stageArn });
  }
  return api;
}

/** Gives the address of the API on the domain. The mapping names the stage, so it is no part of the URL. */
function mapDomain(scope: Construct, { domainName, basePath }: RestApiDomainMapping, restApi: apigateway.IRestApi): string {
  const mappingPath = checkedMappingPath(scope, 'basePath', basePath);
  if (!Token.isUnresolved(basePath) && basePath?.includes('/')) {
    throw new Error(`${scope.node.path}: basePath must be one segment, got ${JSON.stringify(basePath)}. Leave out the "/", or bring your own API with such a mapping and give its URL as webhookUrl.`);
  }
  new apigateway.BasePathMapping(scope, 'DomainMapping', { restApi, stage: restApi.deploymentStage, domainName, basePath });
  return `https://${domainName.domainName}${mappingPath}`;
}

/** The method belongs to its API's stack and needs the function; the outputs of the gateway's stack would need the API. */
function checkSameStack(scope: Construct, api?: apigateway.IRestApi): void {
  if (api && Token.isUnresolved(api.restApiId) && Stack.of(api) !== Stack.of(scope)) {
    throw new Error(`${scope.node.path}: api must be in the gateway's stack ${Stack.of(scope).stackName}, got one of ${Stack.of(api).stackName}: each stack would need the other. Create the API in the gateway's stack, or give webhookUrl, though not together with phoneNumbers.`);
  }
}

/** The method belongs to its API's stack and needs the function. Only a nested stack is deployed with the one that it is in. */
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
    'A REST API hands over a query string decoded, so for a webhook URL with a query string the URL that Twilio signed can only be guessed, and genuine texts may be rejected. ' +
    'Give webhookUrl with that query string, or use httpApi() or functionUrl(). Without a query string nothing is wrong: acknowledge this warning.');
}
