import { Annotations, Names, Token } from 'aws-cdk-lib';
import { AccessLogField } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accessLogFormat } from './access-log';
import { httpApiAddress, ROOT_STAGE } from './api-address';
import { checkApiOptions } from './api-options';
import { checkedDomainName } from './checked-domain-name';
import { assertUniqueInApp } from './unique-in-app';
import { checkedMappingPath, checkedStageName } from './url-segments';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint-config';
import { checkedPath } from './webhook-path';
import { createLogGroup } from '../monitoring/log-group';
import type { NamesOf } from '../validation/known-names';

/** Options of `WebhookEndpoint.httpApi()`. */
export interface HttpApiEndpointOptions {
  /**
   * Your API, to which the webhook's route is added. It needs a stage that deploys automatically; otherwise there is a
   * warning at synth. Its default authorizer is not applied to the route: Twilio could not pass it, and the function
   * verifies the signature. If Twilio calls the API through a custom domain, or its own address is unknown or disabled,
   * set the gateway's `webhookUrl`.
   *
   * @default - an API is created, with a stage that writes access logs
   */
  readonly api?: apigatewayv2.IHttpApi;

  /**
   * The stage of `api` that Twilio calls. Its name is part of the URL.
   *
   * @default - the `$default` stage at the root of the API's address; an API that was created without it needs `stage`
   * or the gateway's `webhookUrl`
   */
  readonly stage?: apigatewayv2.IHttpStage;

  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.`, `_` and `~`.
   *
   * @default '/sms'
   */
  readonly path?: string;

  /**
   * Name of the created API's stage: letters, digits, `-` and `_`. It becomes part of the URL. Not with `api`.
   *
   * @default '$default' - the stage is at the root of the API's address
   */
  readonly stageName?: string;

  /**
   * The access log of the created API: one line of JSON for each request, without query string, body or phone number.
   * Not with `api`, whose stage has its own settings.
   *
   * @default - a log group is created that keeps its lines for a month and is removed with the stack
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
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * A custom domain for the created API, at the domain's root or under a mapping key. It becomes the address for
   * Twilio, and signatures are verified only for this address. Create its DNS record yourself. Not with `api`.
   *
   * @default - the API is called at its own address
   */
  readonly domainMapping?: apigatewayv2.DomainMappingOptions;

  /**
   * Whether the created API's own address is disabled. Only with `domainMapping`.
   *
   * @default false - the address works, but with a custom domain signatures are verified only for the domain
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

export const HTTP_API_NAMES: NamesOf<HttpApiEndpointOptions> = {
  accessLogGroup: true,
  api: true,
  disableExecuteApiEndpoint: true,
  domainMapping: true,
  path: true,
  stage: true,
  stageName: true,
  throttle: true,
};

/** The `bind` of `WebhookEndpoint.httpApi()`. */
export function bindHttpApi(
  scope: Construct,
  options: HttpApiEndpointOptions,
  { webhookFunction, webhookUrl, encryptionKey }: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const webhookPath = checkedPath(scope, options.path);
  checkApiOptions(scope, 'httpApi()', options);
  if (options.stage && options.stage.api !== options.api && options.stage.api.apiId !== options.api?.apiId) {
    throw new Error(
      `${scope.node.path}: stage must be a stage of api, got a stage of the API ${options.stage.api.node.path}. ` +
      'Give the API of this stage as api.');
  }

  const { api, stage } = options.api
    ? { api: options.api, stage: options.stage ?? defaultStageOf(options.api) }
    : createApi(scope, options, encryptionKey);
  warnOfMissingDeployment(scope, stage);
  const route = new apigatewayv2.HttpRoute(scope, 'Route', {
    httpApi: api,
    routeKey: apigatewayv2.HttpRouteKey.with(webhookPath, apigatewayv2.HttpMethod.POST),
    integration: new HttpLambdaIntegration('Function', webhookFunction),
    authorizer: new apigatewayv2.HttpNoneAuthorizer(), // overrides the default authorizer of a user's API
  });
  assertUniqueInApp(scope, route);

  if (options.domainMapping) {
    const address = mapDomain(scope, options.domainMapping, api, stage);
    return { webhookUrl: `${address}${webhookPath}`, isUrlFixed: true, webhookPath };
  }
  return {
    webhookUrl: webhookUrl ?? `${httpApiAddress(scope, api, stage)}${webhookPath}`,
    webhookPath,
    dependencies: stage ? [stage] : [],
  };
}

/** The default stage of an imported API is unknown. */
function defaultStageOf(api: apigatewayv2.IHttpApi): apigatewayv2.IHttpStage | undefined {
  return (api as Partial<apigatewayv2.HttpApi>).defaultStage;
}

/**
 * Warns of a stage without automatic deployment. The settings of an imported stage are unknown, so it gets no warning.
 */
function warnOfMissingDeployment(scope: Construct, stage?: apigatewayv2.IHttpStage): void {
  const resource = stage?.node.defaultChild;
  if (!(resource instanceof apigatewayv2.CfnStage)) { return; }
  if (Token.isUnresolved(resource.autoDeploy) || resource.autoDeploy) { return; }

  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:httpApiAutoDeploy',
    `The stage ${stage!.node.path} does not deploy automatically (autoDeploy), ` +
    'so the webhook answers 404 until the API with the webhook\'s route is deployed to it. ' +
    'Set autoDeploy on the stage, or deploy it after each change of the route and acknowledge this warning.');
}

function createApi(
  scope: Construct,
  options: HttpApiEndpointOptions,
  encryptionKey?: kms.IKey,
): { api: apigatewayv2.IHttpApi; stage?: apigatewayv2.IHttpStage } {
  const api = new apigatewayv2.HttpApi(scope, 'HttpApi', {
    apiName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: 'Twilio webhook',
    createDefaultStage: false, // the default stage has no access log
    disableExecuteApiEndpoint: options.disableExecuteApiEndpoint,
  });
  const { stageName = ROOT_STAGE } = options;
  const accessLogGroup = options.accessLogGroup ?? createLogGroup(scope, 'AccessLogGroup', { encryptionKey });
  const stage = api.addStage('DefaultStage', {
    stageName: stageName === ROOT_STAGE ? undefined : checkedStageName(scope, stageName),
    autoDeploy: true,
    throttle: options.throttle,
    accessLogSettings: {
      destination: new apigatewayv2.LogGroupLogDestination(accessLogGroup),
      format: accessLogFormat(AccessLogField.contextRouteKey()),
    },
  });
  return { api, stage };
}

/** @returns the address of the API on the domain */
function mapDomain(
  scope: Construct,
  { domainName, mappingKey }: apigatewayv2.DomainMappingOptions,
  api: apigatewayv2.IHttpApi,
  stage?: apigatewayv2.IHttpStage,
): string {
  const mappingPath = checkedMappingPath(scope, 'mappingKey', mappingKey);
  const name = checkedDomainName(scope, domainName, 'name',
    'new apigatewayv2.DomainName(), or apigatewayv2.DomainName.fromDomainNameAttributes() with name');
  const mapping = new apigatewayv2.ApiMapping(scope, 'DomainMapping', {
    api,
    stage,
    domainName,
    apiMappingKey: mappingKey,
  });
  assertUniqueInApp(mapping, mapping);
  return `https://${name}${mappingPath}`;
}
