import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { TwilioSmsGateway, TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { findGateways } from '../../../src/local/assembly/gateway-definition';
import { temporaryFolder } from '../../support/served-app';

const stage = (api: apigateway.RestApi) => api.deploymentStage;

test.each<{ name: string; endpoint: string; props: (stack: Stack, other: Stack) => TwilioSmsGatewayProps }>([
  { name: 'the default', endpoint: 'HTTP API', props: () => ({}) },
  { name: 'a REST API', endpoint: 'REST API', props: () => ({ endpoint: WebhookEndpoint.restApi() }) },
  { name: 'a function URL', endpoint: 'Function URL', props: () => ({ endpoint: WebhookEndpoint.functionUrl() }) },
  {
    name: 'a REST API in front of an alias',
    endpoint: 'REST API',
    props: () => ({ endpoint: WebhookEndpoint.restApi(), webhookAlias: {} }),
  },
  {
    name: "the app's own HTTP API",
    endpoint: 'HTTP API',
    props: (stack) => ({ endpoint: WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Api') }) }),
  },
  {
    name: "the app's own REST API of another stack",
    endpoint: 'REST API',
    props: (_, other) => {
      const api = new apigateway.RestApi(other, 'Api');
      return { endpoint: WebhookEndpoint.restApi({ api, stage: stage(api) }), webhookUrl: 'https://sms.example.com/sms' };
    },
  },
])('the endpoint of a gateway with $name is found: $endpoint', ({ endpoint, props }) => {
  const app = new App({ outdir: temporaryFolder() });
  const [stack, other] = [new Stack(app, 'Stack'), new Stack(app, 'Other')];
  new TwilioSmsGateway(stack, 'Sms', props(stack, other));
  const { directory } = app.synth();

  expect(findGateways(readCloudAssembly(directory)).map((gateway) => gateway.endpoint)).toEqual([endpoint]);
});
