import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/** Name of the stage that is not part of the URL. Source: Amazon API Gateway, "Stages for HTTP APIs". */
export const ROOT_STAGE = '$default';

const GIVE_WEBHOOK_URL = 'give the URL that Twilio calls as webhookUrl';

/**
 * The own address of an HTTP API, with its stage.
 *
 * @param stage without it the stage of an imported API is assumed to be the root stage
 * @throws Error if the API has no address, if it is disabled, or if the stage of the app's own API is unknown
 */
export function httpApiAddress(scope: Construct, api: apigatewayv2.IHttpApi, stage?: apigatewayv2.IHttpStage): string {
  if (!stage && api instanceof apigatewayv2.HttpApi) {
    throw new Error(
      `${scope.node.path}: the stage of api must be known, since it is part of the URL, ` +
      `got the API ${api.node.path} without a default stage. Give it as stage, or ${GIVE_WEBHOOK_URL}.`);
  }
  const stagePath = stage === undefined || stage.stageName === ROOT_STAGE ? '' : `/${stage.stageName}`;
  return `${apiEndpoint(scope, api)}${stagePath}`;
}

/**
 * The own address of a REST API, with its stage.
 *
 * @throws Error if the stage is unknown, or Twilio cannot call the address
 */
export function restApiAddress(
  scope: Construct,
  api: apigateway.IRestApi,
  stage: apigateway.IStage | undefined = api.deploymentStage,
): string {
  if (!stage) {
    throw new Error(
      `${scope.node.path}: the stage of api must be known, since it is part of the URL, got an API without a stage. ` +
      'Give it as stage (Stage.fromStageAttributes() for an existing stage), or give webhookUrl.');
  }
  checkIsCallable(scope, api);
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${stage.stageName}`;
}

/** Adds what to do to CDK's error for an address that is disabled or unknown. */
function apiEndpoint(scope: Construct, api: apigatewayv2.IHttpApi): string {
  try {
    return api.apiEndpoint;
  } catch (cause) {
    const remedy = api instanceof apigatewayv2.HttpApi
      ? 'Leave its address enabled'
      : 'Give it as apiEndpoint when you import the API';
    throw new Error(
      `${scope.node.path}: the address of api must be known and enabled, since the URL starts with it, ` +
      `got the API ${api.node.path}: ${(cause as Error).message} ${remedy}, or ${GIVE_WEBHOOK_URL}.`, { cause });
  }
}

/** The settings of an imported API are unknown, so it is accepted unchecked. */
function checkIsCallable(scope: Construct, api: apigateway.IRestApi): void {
  const resource = api.node.defaultChild;
  if (!(resource instanceof apigateway.CfnRestApi)) { return; }

  if (resource.disableExecuteApiEndpoint === true) {
    throw new Error(
      `${scope.node.path}: ` +
      'the address of api must be enabled, since the URL starts with it, ' +
      `got the API ${api.node.path} with disableExecuteApiEndpoint. ` +
      `Leave its address enabled, or ${GIVE_WEBHOOK_URL}.`);
  }
  const configuration = resource.endpointConfiguration ?? {};
  const { types } = configuration as Partial<apigateway.CfnRestApi.EndpointConfigurationProperty>;
  if (types?.includes(apigateway.EndpointType.PRIVATE)) {
    throw new Error(
      `${scope.node.path}: the address of api must be public, since Twilio calls it from the internet, ` +
      `got the private API ${api.node.path}. Use a regional API, or ${GIVE_WEBHOOK_URL}.`);
  }
}
