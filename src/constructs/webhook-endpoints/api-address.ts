import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/** The stage that is no part of the URL. Source: Amazon API Gateway, "Stages for HTTP APIs". */
export const ROOT_STAGE = '$default';

const GIVE_WEBHOOK_URL = 'give the URL that Twilio calls as webhookUrl';

/**
 * The own address of an HTTP API, with that of its stage.
 *
 * @param stage none is the root stage of an API that is imported; what that has is not known
 * @throws Error where the API has no address, or none at which it answers
 */
export function httpApiAddress(scope: Construct, api: apigatewayv2.IHttpApi, stage?: apigatewayv2.IHttpStage): string {
  if (!stage && api instanceof apigatewayv2.HttpApi) {
    throw new Error(`${scope.node.path}: the stage of api must be known, since it is part of the URL, got the API ${api.node.path} without a default stage. Give it as stage, or ${GIVE_WEBHOOK_URL}.`);
  }
  const stagePath = stage === undefined || stage.stageName === ROOT_STAGE ? '' : `/${stage.stageName}`;
  return `${apiEndpoint(scope, api)}${stagePath}`;
}

/**
 * The own address of a REST API, with that of its stage.
 *
 * @throws Error where the API has no address, or none that Twilio can call
 */
export function restApiAddress(scope: Construct, api: apigateway.IRestApi, stage: apigateway.IStage | undefined = api.deploymentStage): string {
  if (!stage) {
    throw new Error(`${scope.node.path}: the stage of api must be known, since it is part of the URL, got an API without one. Give it as stage (Stage.fromStageAttributes() for one that exists), or give webhookUrl.`);
  }
  checkIsCallable(scope, api);
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${stage.stageName}`;
}

/** CDK throws for an address that is switched off or was not given, without a word on what to do. */
function apiEndpoint(scope: Construct, api: apigatewayv2.IHttpApi): string {
  try {
    return api.apiEndpoint;
  } catch (cause) {
    const advice = api instanceof apigatewayv2.HttpApi ? 'Leave its address on' : 'Give it as apiEndpoint where the API is imported';
    throw new Error(`${scope.node.path}: the address of api must be known and switched on, since the URL begins with it, got the API ${api.node.path}: ${(cause as Error).message} ${advice}, or ${GIVE_WEBHOOK_URL}.`, { cause });
  }
}

/** Of an API that is imported nothing is known, so it is taken as it is. */
function checkIsCallable(scope: Construct, api: apigateway.IRestApi): void {
  const resource = api.node.defaultChild;
  if (!(resource instanceof apigateway.CfnRestApi)) { return; }

  if (resource.disableExecuteApiEndpoint === true) {
    throw new Error(`${scope.node.path}: the address of api must be switched on, since the URL begins with it, got the API ${api.node.path} with disableExecuteApiEndpoint. Leave its address on, or ${GIVE_WEBHOOK_URL}.`);
  }
  const { types } = (resource.endpointConfiguration ?? {}) as Partial<apigateway.CfnRestApi.EndpointConfigurationProperty>;
  if (types?.includes(apigateway.EndpointType.PRIVATE)) {
    throw new Error(`${scope.node.path}: the address of api must be public, since Twilio calls it from the internet, got the private API ${api.node.path}. Use a regional API, or ${GIVE_WEBHOOK_URL}.`);
  }
}
