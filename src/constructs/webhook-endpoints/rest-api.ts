import { Names, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { accessLogFormat } from './access-log';
import { restApiAddress } from './api-address';
import { checkApiOptions } from './api-options';
import { checkedDomainName } from './checked-domain-name';
import type { RestApiDomainMapping, RestApiEndpointOptions } from './rest-api-options';
import { assertUniqueInApp } from './unique-in-app';
import { checkedMappingPath, checkedStageName } from './url-segments';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint-config';
import { checkedPath } from './webhook-path';
import { createLogGroup } from '../monitoring/log-group';

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
  }

  const api = options.api ?? createApi(scope, options, bindOptions);
  const integration = new apigateway.LambdaIntegration(webhookFunction, { allowTestInvoke: false });
  const resource = freeResource(scope, api, webhookPath);
  const method = resource.addMethod('POST', integration, {
    authorizationType: apigateway.AuthorizationType.NONE, // overrides the defaults of a user's API
    apiKeyRequired: false,
  });
  assertUniqueInApp(scope, method, ...withParents(resource));

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
  const name = checkedDomainName(scope, domainName, 'domainName',
    'new apigateway.DomainName(), or apigateway.DomainName.fromDomainNameAttributes() with domainName');
  const mapping = new apigateway.BasePathMapping(scope, 'DomainMapping', { restApi, stage, domainName, basePath });
  assertUniqueInApp(mapping, mapping);
  return `https://${name}${mappingPath}`;
}

/** @throws Error for a path on which the API has a method POST already */
function freeResource(scope: Construct, api: apigateway.IRestApi, webhookPath: string): apigateway.IResource {
  const resource = api.root.resourceForPath(webhookPath);
  if (resource.node.tryFindChild('POST')) {
    throw new Error(
      `${scope.node.path}: path must be free, since an API can have POST ${webhookPath} only once, ` +
      `got the API ${api.node.path}, which has it already. Give each gateway another path, such as "/sms-2".`);
  }
  return resource;
}

function withParents(resource?: apigateway.IResource): apigateway.IResource[] {
  return resource ? [resource, ...withParents(resource.parentResource)] : [];
}

/** In two stacks each would depend on the other: the method on the function, and the gateway's outputs on the API. */
function checkSameStack(scope: Construct, api?: apigateway.IRestApi): void {
  if (api && Token.isUnresolved(api.restApiId) && Stack.of(api) !== Stack.of(scope)) {
    throw new Error(
      `${scope.node.path}: api must be in the gateway's stack ${Stack.of(scope).stackName}, ` +
      `got an API in ${Stack.of(api).stackName}: each stack would depend on the other. ` +
      'Create the API in the gateway\'s stack, or, without phoneNumbers, set webhookUrl.');
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
