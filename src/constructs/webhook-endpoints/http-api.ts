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
import { checkedMappingPath, checkedStageName } from './url-segments';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from './webhook-endpoint';
import { checkedPath } from './webhook-path';
import { createLogGroup } from '../monitoring/log-group';

/** Options of `WebhookEndpoint.httpApi()`. */
export interface HttpApiEndpointOptions {
  /**
   * An existing API that gets the webhook's route. It needs a stage that deploys automatically; there is a warning at synth
   * for one that does not. Its default authorizer is not applied to the route: Twilio could not pass it, and the function
   * checks the signature. Where Twilio calls it through a custom domain, or its own address is unknown or switched off,
   * give the gateway's `webhookUrl`.
   *
   * @default - an API is created, with a stage that writes access logs
   */
  readonly api?: apigatewayv2.IHttpApi;

  /**
   * The stage of `api` that Twilio calls. The name of a stage is part of the URL.
   *
   * @default - the `$default` stage, which is at the root of the API's address; an API that was made without it needs this
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
   * Name of the created API's stage, which becomes part of the URL: letters, digits, `-` and `_`. Not with `api`.
   *
   * @default '$default' - the stage is at the root of the API's address
   */
  readonly stageName?: string;

  /**
   * Where the created API writes one line of JSON for each request: no query string, no body, no phone number.
   * Not with `api`, whose stage has its own settings.
   *
   * @default - a log group is created, which keeps its lines for a month and is removed with the stack
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
  readonly throttle?: apigatewayv2.ThrottleSettings;

  /**
   * A custom domain that the created API is mapped to, at its root or under a key. It is then the address that Twilio is
   * to call, and the only one that signatures are checked against. Its DNS record is yours to make. Not with `api`.
   *
   * @default - the API is called at its own address
   */
  readonly domainMapping?: apigatewayv2.DomainMappingOptions;

  /**
   * Whether the created API's own address is switched off. Only with `domainMapping`.
   *
   * @default false - it stays, though requests to it are rejected once there is a custom domain
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

/** Binds `WebhookEndpoint.httpApi()`. */
export function bindHttpApi(
  scope: Construct,
  options: HttpApiEndpointOptions,
  { webhookFunction, webhookUrl, encryptionKey }: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const webhookPath = checkedPath(scope, options.path);
  checkApiOptions(scope, 'httpApi()', options);
  if (options.stage && options.stage.api !== options.api && options.stage.api.apiId !== options.api?.apiId) {
    throw new Error(`${scope.node.path}: stage must be a stage of api, got one of the API ${options.stage.api.node.path}. Give the API that the stage was made for.`);
  }

  const { api, stage } = options.api
    ? { api: options.api, stage: options.stage ?? defaultStageOf(options.api) }
    : createApi(scope, options, encryptionKey);
  warnOfMissingDeployment(scope, stage);
  new apigatewayv2.HttpRoute(scope, 'Route', {
    httpApi: api,
    routeKey: apigatewayv2.HttpRouteKey.with(webhookPath, apigatewayv2.HttpMethod.POST),
    integration: new HttpLambdaIntegration('Function', webhookFunction),
    authorizer: new apigatewayv2.HttpNoneAuthorizer(), // over the default one of an API that was brought
  });

  if (options.domainMapping) {
    return { webhookUrl: `${mapDomain(scope, options.domainMapping, api, stage)}${webhookPath}`, isUrlFixed: true, webhookPath };
  }
  return {
    webhookUrl: webhookUrl ?? `${httpApiAddress(scope, api, stage)}${webhookPath}`,
    webhookPath,
    dependencies: stage ? [stage] : [],
  };
}

/** An API that is imported has none that is known. */
function defaultStageOf(api: apigatewayv2.IHttpApi): apigatewayv2.IHttpStage | undefined {
  return (api as Partial<apigatewayv2.HttpApi>).defaultStage;
}

/** What deploys the stage otherwise, and whether after the route was made, cannot be told. Nothing is known of a stage that is imported. */
function warnOfMissingDeployment(scope: Construct, stage?: apigatewayv2.IHttpStage): void {
  const resource = stage?.node.defaultChild;
  if (!(resource instanceof apigatewayv2.CfnStage) || Token.isUnresolved(resource.autoDeploy) || resource.autoDeploy) { return; }

  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:httpApiAutoDeploy',
    `The stage ${stage!.node.path} does not deploy automatically (autoDeploy), so the webhook answers 404 until the API is deployed to it with the webhook's route. ` +
    'Set autoDeploy on the stage, or deploy it each time that the route has changed, and acknowledge this warning.');
}

function createApi(
  scope: Construct,
  options: HttpApiEndpointOptions,
  encryptionKey?: kms.IKey,
): { api: apigatewayv2.IHttpApi; stage?: apigatewayv2.IHttpStage } {
  const api = new apigatewayv2.HttpApi(scope, 'HttpApi', {
    apiName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: 'Twilio webhook',
    createDefaultStage: false, // the default one has no access log
    disableExecuteApiEndpoint: options.disableExecuteApiEndpoint,
  });
  const stage = api.addStage('DefaultStage', {
    stageName: options.stageName === undefined || options.stageName === ROOT_STAGE ? undefined : checkedStageName(scope, options.stageName),
    autoDeploy: true,
    throttle: options.throttle,
    accessLogSettings: {
      destination: new apigatewayv2.LogGroupLogDestination(options.accessLogGroup ?? createLogGroup(scope, 'AccessLogGroup', { encryptionKey })),
      format: accessLogFormat(AccessLogField.contextRouteKey()),
    },
  });
  return { api, stage };
}

/** Gives the address of the API on the domain. */
function mapDomain(
  scope: Construct,
  { domainName, mappingKey }: apigatewayv2.DomainMappingOptions,
  api: apigatewayv2.IHttpApi,
  stage?: apigatewayv2.IHttpStage,
): string {
  const mappingPath = checkedMappingPath(scope, 'mappingKey', mappingKey);
  new apigatewayv2.ApiMapping(scope, 'DomainMapping', { api, stage, domainName, apiMappingKey: mappingKey });
  return `https://${domainName.name}${mappingPath}`;
}
