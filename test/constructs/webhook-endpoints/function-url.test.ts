import { Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Deployed } from './deployed';
import { WebhookEndpoint } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const { stack, gateway, template } = gatewayIn({ endpoint: WebhookEndpoint.functionUrl() });

test('the function has a public URL: the function verifies the signature', () => {
  template().resourceCountIs('AWS::Lambda::Url', 1);
  template().hasResourceProperties('AWS::Lambda::Url', {
    AuthType: 'NONE',
    TargetFunctionArn: stack.resolve(gateway.webhookFunction.functionArn),
    Cors: Match.absent(),
    InvokeMode: Match.absent(), // buffered
  });
});

test('there is no API and no access log', () => {
  template().resourceCountIs('AWS::ApiGatewayV2::Api', 0);
  template().resourceCountIs('AWS::ApiGateway::RestApi', 0);
  template().resourceCountIs('AWS::Logs::LogGroup', 1);
});

test('everybody may call the URL, and invoke the function through it only, each with one permission', () => {
  const permissions = Object.values(template().findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);
  const common = { Principal: '*', FunctionName: stack.resolve(gateway.webhookFunction.functionArn) };

  expect(permissions).toHaveLength(2);
  expect(permissions).toEqual(expect.arrayContaining([
    { ...common, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
    { ...common, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
  ]));
});

test('there is no warning', () => {
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test.each([{ path: '/' }, { path: '/hooks/twilio' }])('the path $path is in the URL and the metadata', ({ path }) => {
  const deployed = new Deployed(gatewayIn({ endpoint: WebhookEndpoint.functionUrl({ path }) }).template());

  expect(deployed.printedUrl()).toMatch(new RegExp(`^https://[a-z0-9]+\\.lambda-url\\.eu-west-1\\.on\\.aws${path}$`));
});

test('a token as path is in the URL', () => {
  const endpoint = WebhookEndpoint.functionUrl({ path: Lazy.string({ produce: () => '/later' }) });

  expect(new Deployed(gatewayIn({ endpoint }).template()).printedUrl()).toMatch(/on\.aws\/later$/);
});

test('a path that cannot be signed is rejected', () => {
  expect(() => gatewayIn({
    endpoint: WebhookEndpoint.functionUrl({ path: 'sms' }),
  })).toThrow(/^Stack\/Sms\/Endpoint: path must be/);
});
