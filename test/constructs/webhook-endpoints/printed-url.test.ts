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

/** What Twilio calls, and what the function gets. */
interface Call {
  readonly url: string;
  event(query: string): HttpEvent;
}

type Shape = readonly [name: string, props: (stack: Stack) => TwilioSmsGatewayProps, call: (deployed: Deployed) => Call];

const DOMAIN = 'sms.example.com';
const IN_FRONT = 'https://front.example.com/twilio';
const QUERY = "?campaign=o'neil,caf%C3%A9+x";

const certificate = (stack: Stack) =>
  Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${REGION}:123456789012:certificate/0123`);
const httpDomain = (stack: Stack) => new apigatewayv2.DomainName(stack, 'Domain', { domainName: DOMAIN, certificate: certificate(stack) });
const restDomain = (stack: Stack) => new apigateway.DomainName(stack, 'Domain', { domainName: DOMAIN, certificate: certificate(stack) });

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
  const prefix = [BasePath, mappedStage === undefined ? StageName : undefined].filter(Boolean).map((segment) => `/${segment}`).join('');
  return call(restApi, `https://${DomainName}${prefix}${restPath(deployed)}`);
}

const atFunctionUrl = (deployed: Deployed) =>
  call(functionUrl, `https://${deployed.idOfOnly('AWS::Lambda::Url')}.lambda-url.${REGION}.on.aws/sms`);

/** Endpoints as Twilio calls them directly. */
const DIRECT: readonly Shape[] = [
  ['HTTP API, $default', () => ({}), atHttpStage],
  ['HTTP API, $default, at the root', () => ({ endpoint: WebhookEndpoint.httpApi({ path: '/' }) }), atHttpStage],
  ['HTTP API, named stage', () => ({ endpoint: WebhookEndpoint.httpApi({ stageName: 'dev', path: '/hooks/sms' }) }), atHttpStage],
  ['HTTP API, brought, $default', (stack) => ({ endpoint: WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Own') }) }), atHttpStage],
  ['HTTP API, brought, $default named', (stack) => {
    const api = new apigatewayv2.HttpApi(stack, 'Own');
    return { endpoint: WebhookEndpoint.httpApi({ api, stage: api.defaultStage }) };
  }, atHttpStage],
  ['HTTP API, brought, named stage', (stack) => {
    const api = new apigatewayv2.HttpApi(stack, 'Own', { createDefaultStage: false });
    return { endpoint: WebhookEndpoint.httpApi({ api, stage: api.addStage('Dev', { stageName: 'dev', autoDeploy: true }) }) };
  }, atHttpStage],
  ...[true, false].flatMap((isKeyInPath): Shape[] => [
    ['HTTP API, custom domain', (stack) => ({ endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack) } }) }), atHttpDomain(isKeyInPath)],
    [`HTTP API, custom domain, mapping key ${isKeyInPath ? 'in' : 'not in'} rawPath`, (stack) => ({
      endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack), mappingKey: 'v1/in' }, disableExecuteApiEndpoint: true }),
    }), atHttpDomain(isKeyInPath)],
    [`HTTP API, custom domain, named stage, mapping key ${isKeyInPath ? 'in' : 'not in'} rawPath`, (stack) => ({
      endpoint: WebhookEndpoint.httpApi({ stageName: 'dev', domainMapping: { domainName: httpDomain(stack), mappingKey: 'in' } }),
    }), atHttpDomain(isKeyInPath)],
  ]),
  ['REST API', () => ({ endpoint: WebhookEndpoint.restApi() }), atRestStage],
  ['REST API, named stage', () => ({ endpoint: WebhookEndpoint.restApi({ stageName: 'live', path: '/hook' }) }), atRestStage],
  ['REST API, brought', (stack) => ({ endpoint: WebhookEndpoint.restApi({ api: ownRestApi(stack, { deployOptions: { stageName: 'own' } }) }) }), atRestStage],
  ['REST API, brought, with a stage of its own', (stack) => {
    const api = ownRestApi(stack, { deploy: false });
    const stage = new apigateway.Stage(stack, 'Stage', { deployment: new apigateway.Deployment(stack, 'Deployment', { api }), stageName: 'blue' });
    return { endpoint: WebhookEndpoint.restApi({ api, stage }) };
  }, atRestStage],
  ['REST API, custom domain, no base path, stage mapped', (stack) => ({
    endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName: restDomain(stack) } }),
  }), atRestDomain],
  ['REST API, custom domain, base path, stage mapped', (stack) => ({
    endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName: restDomain(stack), basePath: 'in' }, disableExecuteApiEndpoint: true }),
  }), atRestDomain],
  ['REST API, brought, custom domain, no base path, no stage', (stack) => {
    const api = ownRestApi(stack);
    restDomain(stack).addBasePathMapping(api, { attachToStage: false });
    return { endpoint: WebhookEndpoint.restApi({ api }), webhookUrl: `https://${DOMAIN}/prod/sms` };
  }, atRestDomain],
  ['REST API, brought, custom domain, base path, no stage', (stack) => {
    const api = ownRestApi(stack);
    restDomain(stack).addBasePathMapping(api, { basePath: 'in', attachToStage: false });
    return { endpoint: WebhookEndpoint.restApi({ api }), webhookUrl: `https://${DOMAIN}/in/prod/sms` };
  }, atRestDomain],
  ['function URL', () => ({ endpoint: WebhookEndpoint.functionUrl() }), atFunctionUrl],
];

describe.each(DIRECT)('%s', (_, props, callOf) => {
  const { template } = gatewayIn(props);
  const deployed = new Deployed(template());
  const { url, event } = callOf(deployed);

  test('the stack prints the URL that AWS serves', () => {
    expect(deployed.printedUrl()).toBe(url);
  });

  test('and it verifies', () => {
    expect(isAccepted(deployed, url, event(''))).toBe(true);
  });

  test('and so it does with a query string', () => {
    expect(isAccepted(deployed, url + QUERY, event(QUERY))).toBe(true);
  });

  test('and a URL beside it does not', () => {
    expect(isAccepted(deployed, `${url}/`, event(''))).toBe(false);
  });
});

describe.each(DIRECT)('webhookUrl in front of: %s', (_, props, callOf) => {
  test.each(['', QUERY])('%j: it is printed, and it is what verifies', (query) => {
    const { template } = gatewayIn((stack) => ({ ...props(stack), webhookUrl: IN_FRONT + query }));
    const deployed = new Deployed(template());
    const { url, event } = callOf(deployed);

    expect(deployed.printedUrl()).toBe(IN_FRONT + query);
    expect(isAccepted(deployed, IN_FRONT + query, event(query))).toBe(true);
    expect(isAccepted(deployed, url + query, event(query))).toBe(false);
  });
});

test('a custom domain that a brought REST API has verifies without webhookUrl, too', () => {
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
  test.each<[string, (stack: Stack) => TwilioSmsGatewayProps, string | undefined]>([
    ['none: it would need the API, which needs the function', () => ({}), undefined],
    ['none of a REST API', () => ({ endpoint: WebhookEndpoint.restApi() }), undefined],
    ['none of a function URL', () => ({ endpoint: WebhookEndpoint.functionUrl() }), undefined],
    ['that of a custom domain', (stack) => ({ endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack) } }) }), `https://${DOMAIN}/sms`],
    ['webhookUrl before it', (stack) => ({
      endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: httpDomain(stack) } }), webhookUrl: IN_FRONT,
    }), IN_FRONT],
  ])('is %s', (_, props, expected) => {
    const deployed = new Deployed(gatewayIn(props).template());

    expect(settingsOf(deployed).webhookUrl).toBe(expected);
  });

  test('does not make CloudFormation go round in circles', () => {
    // Template.fromStack() rejects cycles.
    for (const [, props] of DIRECT) {
      expect(() => gatewayIn(props).template()).not.toThrow();
    }
  });
});

function settingsOf(deployed: Deployed) {
  const { Environment } = deployed.only('AWS::Lambda::Function');
  return { webhookUrl: Environment.Variables.TWILIO_GATEWAY_WEBHOOK_URL as string | undefined, scheme: 'https' as const };
}

/** Whether a request that Twilio signed for `url` is taken. */
function isAccepted(deployed: Deployed, url: string, event: HttpEvent): boolean {
  const form = messageForm();
  const signature = sign(AUTH_TOKEN, url, form);
  return candidateUrls(event, settingsOf(deployed)).some((candidate) =>
    isValidSignature({ authToken: AUTH_TOKEN, signature, url: candidate, signedParameters: canonicalParameters(form) }));
}
