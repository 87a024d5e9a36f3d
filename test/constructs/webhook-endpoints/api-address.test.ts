import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { WebhookEndpoint } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

type Make = (stack: Stack) => WebhookEndpoint;

const http = (props: apigatewayv2.HttpApiProps): Make => (stack) =>
  WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Api', props) });

const rest = (props: apigateway.RestApiProps): Make => (stack) =>
  WebhookEndpoint.restApi({ api: new apigateway.RestApi(stack, 'Api', { policy: OPEN, ...props }) });

/** A private API must have a policy. */
const OPEN = new iam.PolicyDocument({
  statements: [new iam.PolicyStatement({
    actions: ['execute-api:Invoke'],
    principals: [new iam.AnyPrincipal()],
    resources: ['execute-api:/*'],
  })],
});

const PRIVATE = { types: [apigateway.EndpointType.PRIVATE] };

describe.each<{ name: string; endpoint: Make; message: string }>([
  {
    name: 'an HTTP API without a default stage',
    endpoint: http({ createDefaultStage: false }),
    message: 'the stage of api must be known, since it is part of the URL, got the API Stack/Api without a default stage. Give it as stage, or give the URL that Twilio calls as webhookUrl.',
  },
  {
    name: 'an HTTP API whose address is switched off',
    endpoint: http({ disableExecuteApiEndpoint: true }),
    message: 'the address of api must be known and enabled, since the URL starts with it, got the API Stack/Api: apiEndpoint is not accessible when disableExecuteApiEndpoint is set to true. ' +
    'Leave its address enabled, or give the URL that Twilio calls as webhookUrl.',
  },
  {
    name: 'an imported HTTP API without an address',
    endpoint: (stack) => WebhookEndpoint.httpApi({
      api: apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'abc123' }),
    }),
    message: 'the address of api must be known and enabled, since the URL starts with it, got the API Stack/Api: apiEndpoint is not configured on the imported HttpApi. ' +
    'Give it as apiEndpoint when you import the API, or give the URL that Twilio calls as webhookUrl.',
  },
  {
    name: 'a REST API without a stage',
    endpoint: rest({ deploy: false }),
    message: 'the stage of api must be known, since it is part of the URL, got an API without a stage. Give it as stage (Stage.fromStageAttributes() for an existing stage), or give webhookUrl.',
  },
  {
    name: 'a REST API whose address is switched off',
    endpoint: rest({ disableExecuteApiEndpoint: true }),
    message: 'the address of api must be enabled, since the URL starts with it, got the API Stack/Api with disableExecuteApiEndpoint. Leave its address enabled, or give the URL that Twilio calls as webhookUrl.',
  },
  {
    name: 'a private REST API',
    endpoint: rest({ endpointConfiguration: PRIVATE }),
    message: 'the address of api must be public, since Twilio calls it from the internet, got the private API Stack/Api. Use a regional API, or give the URL that Twilio calls as webhookUrl.',
  },
])('$name', ({ endpoint, message }) => {
  test('is rejected, since Twilio could not call its address, with what to do', () => {
    expect(() => gatewayIn((stack) => ({ endpoint: endpoint(stack) }))).toThrow(`Stack/Sms/Endpoint: ${message}`);
  });

  test('needs no address with webhookUrl', () => {
    const { gateway, template } = gatewayIn((stack) => ({
      endpoint: endpoint(stack),
      webhookUrl: 'https://sms.example.com/sms',
    }));

    expect(gateway.webhookUrl).toBe('https://sms.example.com/sms');
    expect(() => template()).not.toThrow();
  });
});

describe('a stage of an HTTP API', () => {
  const AUTO_DEPLOY = Match.stringLikeRegexp(
    'The stage Stack/Api/Live does not deploy automatically.*cdk-twilio-sms-gateway:httpApiAutoDeploy');
  const withStage = (
    options: apigatewayv2.HttpStageOptions,
    webhookUrl?: string,
  ) => Annotations.fromStack(gatewayIn((stack) => {
    const api = new apigatewayv2.HttpApi(stack, 'Api', { createDefaultStage: false });
    return { endpoint: WebhookEndpoint.httpApi({ api, stage: api.addStage('Live', options) }), webhookUrl };
  }).stack);

  test.each([
    { webhookUrl: undefined },
    { webhookUrl: 'https://sms.example.com/sms' },
  ])('that does not deploy automatically gets a warning with webhookUrl $webhookUrl', ({ webhookUrl }) => {
    withStage({ stageName: 'live' }, webhookUrl).hasWarning('/Stack/Sms/Endpoint', AUTO_DEPLOY);
  });

  test('that deploys automatically gets no warning', () => {
    withStage({ stageName: 'live', autoDeploy: true }).hasNoWarning('*', Match.anyValue());
    Annotations.fromStack(gatewayIn().stack).hasNoWarning('*', Match.anyValue());
  });

  test('that is imported gets no warning, since its settings are unknown', () => {
    const { stack } = gatewayIn((s) => {
      const api = apigatewayv2.HttpApi.fromHttpApiAttributes(s, 'Api', {
        httpApiId: 'abc123',
        apiEndpoint: 'https://api.example.com',
      });
      return {
        endpoint: WebhookEndpoint.httpApi({
          api,
          stage: apigatewayv2.HttpStage.fromHttpStageAttributes(s, 'Live', { api, stageName: 'live' }),
        }),
      };
    });

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});
