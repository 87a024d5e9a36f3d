import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Deployed, REGION } from './deployed';
import { TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { canonicalParameters, isValidSignature } from '../../../src/runtime/webhook/signature';
import { candidateUrls } from '../../../src/runtime/webhook/webhook-url';
import { Front, functionUrl, httpApi, restApi, type HttpEvent } from '../../support/events';
import { AUTH_TOKEN, messageForm } from '../../support/messages';
import { sign } from '../../support/signer';
import { gatewayIn } from '../../support/synthesize';

// The webhook URL that the stack prints is the one that verifies. The event is not made from the printed URL but from
// the template, by AWS's rules: which address the shape has, and what of it the front end hands over.

/** The URL that Twilio calls, and the event that the function gets. */
interface Call {
  readonly url: string;
  event(query: string): HttpEvent;
}

interface Shape {
  readonly name: string;
  readonly props: (stack: Stack) => TwilioSmsGatewayProps;
  readonly callOf: (deployed: Deployed) => Call;
}

const DOMAIN = 'sms.example.com';
const IN_FRONT = 'https://front.example.com/twilio';
const QUERY = "?campaign=o'neil,caf%C3%A9+x";

const certificate = (stack: Stack) =>
  Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${REGION}:123456789012:certificate/0123`);
const httpDomain = (stack: Stack) => new apigatewayv2.DomainName(stack, 'Domain', {
  domainName: DOMAIN,
  certificate: certificate(stack),
});
const restDomain = (stack: Stack) => new apigateway.DomainName(stack, 'Domain', {
  domainName: DOMAIN,
  certificate: certificate(stack),
});

/** With a method of its own, without which a deployment is rejected. */
function ownRestApi(stack: Stack, props?: apigateway.RestApiProps): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Own', { cloudWatchRole: false, ...props });
  api.root.addMethod('GET');
  return api;
}

const call = (front: Front, url: string, change: Partial<HttpEvent> = {}): Call => ({
  url,
  event: (query) => ({ ...front({ url: url + query, form: messageForm() }), ...change }),
});

/** A named stage is part of the path, `$default` is not. */
function atHttpStage(deployed: Deployed): Call {
  const { StageName } = deployed.only('AWS::ApiGatewayV2::Stage');
  const [, routePath] = deployed.only('AWS::ApiGatewayV2::Route').RouteKey.split(' ');
  const host = `${deployed.idOfOnly('AWS::ApiGatewayV2::Api')}.execute-api.${REGION}.amazonaws.com`;
  return call(httpApi, `https://${host}${StageName === '$default' ? '' : `/${StageName}`}${routePath}`);
}

/** Reports conflict on whether AWS leaves the mapping key in `rawPath`: it must not matter. */
const atHttpDomain = (isKeyInPath: boolean) => (deployed: Deployed): Call => {
  const { DomainName, ApiMappingKey } = deployed.only('AWS::ApiGatewayV2::ApiMapping');
  const [, routePath] = deployed.only('AWS::ApiGatewayV2::Route').RouteKey.split(' ');
  const url = `https://${DomainName}${ApiMappingKey ? `/${ApiMappingKey}` : ''}${routePath}`;
  return call(httpApi, url, isKeyInPath ? {} : { rawPath: routePath });
};

/** The path of the only resource below the root. */
function restPath(deployed: Deployed): string {
  return `/${deployed.only('AWS::ApiGateway::Resource').PathPart}`;
}

function atRestStage(deployed: Deployed): Call {
  const { StageName } = deployed.only('AWS::ApiGateway::Stage');
  const host = `${deployed.idOfOnly('AWS::ApiGateway::RestApi')}.execute-api.${REGION}.amazonaws.com`;
  return call(restApi, `https://${host}/${StageName}${restPath(deployed)}`);
}

/** The base path, then the stage where the mapping does not name it; `requestContext.path` always has it all. */
function atRestDomain(deployed: Deployed): Call {
  const { DomainName, BasePath, Stage: mappedStage } = deployed.only('AWS::ApiGateway::BasePathMapping');
  const { StageName } = deployed.only('AWS::ApiGateway::Stage');
  const prefix = [
    BasePath,
    mappedStage === undefined ? StageName : undefined,
  ].filter(Boolean).map((segment) => `/${segment}`).join('');
  return call(restApi, `https://${DomainName}${prefix}${restPath(deployed)}`);
}

const atFunctionUrl = (deployed: Deployed) =>
  call(functionUrl, `https://${deployed.idOfOnly('AWS::Lambda::Url')}.lambda-url.${REGION}.on.aws/sms`);

/** Endpoints as Twilio calls them directly. */
const DIRECT: readonly Shape[] = [
  { name: 'HTTP API, $default', props: () => ({}), callOf: atHttpStage },
  {
    name: 'HTTP API, $default, at the root',
    props: () => ({ endpoint: WebhookEndpoint.httpApi({ path: '/' }) }),
    callOf: atHttpStage,
  },
  {
    name: 'HTTP API, named stage',
    props: () => ({ endpoint: WebhookEndpoint.httpApi({ stageName: 'dev', path: '/hooks/sms' }) }),
    callOf: atHttpStage,
  },
  {
    name: 'HTTP API, brought, $default',
    props: (stack) => ({ endpoint: WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Own') }) }),
    callOf: atHttpStage,
  },
  {
    name: 'HTTP API, brought, $default named',
    props: (stack) => {
      const api = new apigatewayv2.HttpApi(stack, 'Own');
      return { endpoint: WebhookEndpoint.httpApi({ api, stage: api.defaultStage }) };
    },
    callOf: atHttpStage,
  },
  {
    name: 'HTTP API, brought, named stage',
    props: (stack) => {
      const api = new apigatewayv2.HttpApi(stack, 'Own', { createDefaultStage: false });
      return {
        endpoint: WebhookEndpoint.httpApi({ api, stage: api.addStage('Dev', { stageName: 'dev', autoDeploy: true }) }),
      };
    },
    callOf: atHttpStage,
  },
  ...[true, false].flatMap((isKeyInPath): Shape[] => [
    {
      name: 'HTTP API, custom domain',
      props: (stack) => ({ endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack) } }) }),
      callOf: atHttpDomain(isKeyInPath),
    },
    {
      name: `HTTP API, custom domain, mapping key ${isKeyInPath ? 'in' : 'not in'} rawPath`,
      props: (stack) => ({
        endpoint: WebhookEndpoint.httpApi({
          domainMapping: { domainName: httpDomain(stack), mappingKey: 'v1/in' },
          disableExecuteApiEndpoint: true,
        }),
      }),
      callOf: atHttpDomain(isKeyInPath),
    },
    {
      name: `HTTP API, custom domain, named stage, mapping key ${isKeyInPath ? 'in' : 'not in'} rawPath`,
      props: (stack) => ({
        endpoint: WebhookEndpoint.httpApi({
          stageName: 'dev',
          domainMapping: { domainName: httpDomain(stack), mappingKey: 'in' },
        }),
      }),
      callOf: atHttpDomain(isKeyInPath),
    },
  ]),
  { name: 'REST API', props: () => ({ endpoint: WebhookEndpoint.restApi() }), callOf: atRestStage },
  {
    name: 'REST API, named stage',
    props: () => ({ endpoint: WebhookEndpoint.restApi({ stageName: 'live', path: '/hook' }) }),
    callOf: atRestStage,
  },
  {
    name: 'REST API, brought',
    props: (stack) => ({
      endpoint: WebhookEndpoint.restApi({ api: ownRestApi(stack, { deployOptions: { stageName: 'own' } }) }),
    }),
    callOf: atRestStage,
  },
  {
    name: 'REST API, brought, with a stage of its own',
    props: (stack) => {
      const api = ownRestApi(stack, { deploy: false });
      const stage = new apigateway.Stage(stack, 'Stage', {
        deployment: new apigateway.Deployment(stack, 'Deployment', { api }),
        stageName: 'blue',
      });
      return { endpoint: WebhookEndpoint.restApi({ api, stage }) };
    },
    callOf: atRestStage,
  },
  {
    name: 'REST API, custom domain, no base path, stage mapped',
    props: (stack) => ({
      endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName: restDomain(stack) } }),
    }),
    callOf: atRestDomain,
  },
  {
    name: 'REST API, custom domain, base path, stage mapped',
    props: (stack) => ({
      endpoint: WebhookEndpoint.restApi({
        domainMapping: { domainName: restDomain(stack), basePath: 'in' },
        disableExecuteApiEndpoint: true,
      }),
    }),
    callOf: atRestDomain,
  },
  {
    name: 'REST API, brought, custom domain, no base path, no stage',
    props: (stack) => {
      const api = ownRestApi(stack);
      restDomain(stack).addBasePathMapping(api, { attachToStage: false });
      return { endpoint: WebhookEndpoint.restApi({ api }), webhookUrl: `https://${DOMAIN}/prod/sms` };
    },
    callOf: atRestDomain,
  },
  {
    name: 'REST API, brought, custom domain, base path, no stage',
    props: (stack) => {
      const api = ownRestApi(stack);
      restDomain(stack).addBasePathMapping(api, { basePath: 'in', attachToStage: false });
      return { endpoint: WebhookEndpoint.restApi({ api }), webhookUrl: `https://${DOMAIN}/in/prod/sms` };
    },
    callOf: atRestDomain,
  },
  { name: 'function URL', props: () => ({ endpoint: WebhookEndpoint.functionUrl() }), callOf: atFunctionUrl },
];

describe.each(DIRECT)('$name', ({ props, callOf }) => {
  const { template } = gatewayIn(props);
  const deployed = new Deployed(template());
  const { url, event } = callOf(deployed);

  test('the stack prints the URL that AWS serves', () => {
    expect(deployed.printedUrl()).toBe(url);
  });

  test('a request to that URL verifies', () => {
    expect(isAccepted(deployed, url, event(''))).toBe(true);
  });

  test('a request to that URL with a query string verifies', () => {
    expect(isAccepted(deployed, url + QUERY, event(QUERY))).toBe(true);
  });

  test('a request to a similar URL does not verify', () => {
    expect(isAccepted(deployed, `${url}/`, event(''))).toBe(false);
  });
});

describe.each(DIRECT)('webhookUrl in front of $name', ({ props, callOf }) => {
  test.each(['', QUERY].map((query) => ({ query })))('with the query string "$query" is printed and is the only URL that verifies', ({ query }) => {
    const { template } = gatewayIn((stack) => ({ ...props(stack), webhookUrl: IN_FRONT + query }));
    const deployed = new Deployed(template());
    const { url, event } = callOf(deployed);

    expect(deployed.printedUrl()).toBe(IN_FRONT + query);
    expect(isAccepted(deployed, IN_FRONT + query, event(query))).toBe(true);
    expect(isAccepted(deployed, url + query, event(query))).toBe(false);
  });
});

test('a custom domain of the user\'s REST API verifies without webhookUrl too', () => {
  const deployed = new Deployed(gatewayIn((stack) => {
    const api = ownRestApi(stack);
    restDomain(stack).addBasePathMapping(api, { basePath: 'in', attachToStage: false });
    return { endpoint: WebhookEndpoint.restApi({ api }) };
  }).template());

  for (const { url, event } of [atRestStage(deployed), atRestDomain(deployed)]) {
    expect(isAccepted(deployed, url, event(''))).toBe(true);
  }
});

describe('the URL in the function\'s environment', () => {
  test.each<{
    name: string;
    props: (stack: Stack) => TwilioSmsGatewayProps;
    expected?: string | undefined;
  }>([
        { name: 'none: it would need the API, which needs the function', props: () => ({}) },
        { name: 'none of a REST API', props: () => ({ endpoint: WebhookEndpoint.restApi() }) },
        { name: 'none of a function URL', props: () => ({ endpoint: WebhookEndpoint.functionUrl() }) },
        {
          name: 'that of a custom domain',
          props: (stack) => ({
            endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack) } }),
          }),
          expected: `https://${DOMAIN}/sms`,
        },
        {
          name: 'webhookUrl before it',
          props: (stack) => ({
            endpoint: WebhookEndpoint.httpApi({
              domainMapping: { domainName: httpDomain(stack) },
            }),
            webhookUrl: IN_FRONT,
          }),
          expected: IN_FRONT,
        },
      ])('is $name', ({ props, expected }) => {
        const deployed = new Deployed(gatewayIn(props).template());

        expect(settingsOf(deployed).webhookUrl).toBe(expected);
      });

  test('does not create a dependency cycle in CloudFormation', () => {
    // Template.fromStack() rejects cycles.
    for (const { props } of DIRECT) {
      expect(() => gatewayIn(props).template()).not.toThrow();
    }
  });
});

function settingsOf(deployed: Deployed) {
  const { Environment } = deployed.only('AWS::Lambda::Function');
  return {
    webhookUrl: Environment.Variables.TWILIO_GATEWAY_WEBHOOK_URL as string | undefined,
    scheme: 'https' as const,
  };
}

/** Whether a request that Twilio signed for `url` is taken. */
function isAccepted(deployed: Deployed, url: string, event: HttpEvent): boolean {
  const form = messageForm();
  const signature = sign(AUTH_TOKEN, url, form);
  return candidateUrls(event, settingsOf(deployed)).some((candidate) =>
    isValidSignature({
      secret: AUTH_TOKEN,
      signature,
      url: candidate,
      signedParameters: canonicalParameters(form),
    }));
}
