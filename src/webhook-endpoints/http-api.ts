import { Names, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkedPath } from './webhook-path';
import type { WebhookEndpointBindOptions, WebhookEndpointConfig } from '../webhook-endpoint';

/** Options of `WebhookEndpoint.httpApi()`. */
export interface HttpApiEndpointOptions {
  /**
   * An existing API that gets the webhook's route. It needs a `$default` stage that deploys automatically. Its default
   * authorizer is not applied to the route: Twilio could not pass it, and the function checks the signature.
   *
   * @default - an API is created, with a `$default` stage that writes access logs
   */
  readonly api?: apigatewayv2.IHttpApi;

  /**
   * Path of the webhook: `/`, or segments of letters, digits, `-`, `.`, `_` and `~`.
   *
   * @default '/sms'
   */
  readonly path?: string;

  /**
   * Where the created API writes one line of JSON for each request: no query string, no body, no phone number.
   * Not with `api`, whose stage has its own settings.
   *
   * @default - a log group is created, which keeps its lines for a month and is removed with the stack
   */
  readonly accessLogGroup?: logs.ILogGroup;
}

/**
 * The route and not the path: what a stranger puts into a path is not for the log. Source: Amazon API Gateway,
 * "Customize HTTP API access logs".
 */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify({
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  method: AccessLogField.contextHttpMethod(),
  routeKey: AccessLogField.contextRouteKey(),
  status: AccessLogField.contextStatus(),
  integrationError: AccessLogField.contextIntegrationErrorMessage(),
  responseLatency: AccessLogField.contextResponseLatency(),
  ip: AccessLogField.contextIdentitySourceIp(),
}));

/** Binds `WebhookEndpoint.httpApi()`. */
export function bindHttpApi(
  scope: Construct,
  options: HttpApiEndpointOptions,
  { webhookFunction, webhookUrl }: WebhookEndpointBindOptions,
): WebhookEndpointConfig {
  const webhookPath = checkedPath(scope, options.path);
  if (options.api && options.accessLogGroup) {
    throw new Error(`${scope.node.path}: accessLogGroup is for the API that httpApi() creates, got it together with api. Set the access log on the stage of your API.`);
  }

  const api = options.api ?? createApi(scope, options.accessLogGroup);
  new apigatewayv2.HttpRoute(scope, 'Route', {
    httpApi: api,
    routeKey: apigatewayv2.HttpRouteKey.with(webhookPath, apigatewayv2.HttpMethod.POST),
    integration: new HttpLambdaIntegration('Function', webhookFunction),
    authorizer: new apigatewayv2.HttpNoneAuthorizer(), // over the default one of an API that was brought
  });
  // An API whose own address is switched off or unknown has none to ask for.
  return { webhookUrl: webhookUrl ?? `${api.apiEndpoint}${webhookPath}`, webhookPath };
}

function createApi(scope: Construct, accessLogGroup?: logs.ILogGroup): apigatewayv2.HttpApi {
  const api = new apigatewayv2.HttpApi(scope, 'HttpApi', {
    apiName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    description: 'Twilio webhook',
    createDefaultStage: false, // the default one has no access log
  });
  api.addStage('DefaultStage', {
    autoDeploy: true,
    accessLogSettings: {
      destination: new apigatewayv2.LogGroupLogDestination(accessLogGroup ?? createAccessLogGroup(scope)),
      format: ACCESS_LOG_FORMAT,
    },
  });
  return api;
}

function createAccessLogGroup(scope: Construct): logs.ILogGroup {
  return new logs.LogGroup(scope, 'AccessLogGroup', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
