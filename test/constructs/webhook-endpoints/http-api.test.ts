import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TwilioSmsGateway, WebhookEndpoint } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

describe('a created API', () => {
  const { stack, gateway, template } = gatewayIn();

  test('has exactly one route, without authorizer: the function verifies the signature', () => {
    template().resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    template().hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /sms', AuthorizationType: 'NONE' });
  });

  test('passes payload 2.0 to the function', () => {
    template().hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: stack.resolve(gateway.webhookFunction.functionArn),
      PayloadFormatVersion: '2.0',
    });
  });

  test('may invoke the function for this path only', () => {
    template().resourceCountIs('AWS::Lambda::Permission', 1);
    template().hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^SmsEndpointHttpApi') }, '/*/*/sms'])],
      },
    });
  });

  test('is deployed at once, at the root of its address', () => {
    template().resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
    template().hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: '$default', AutoDeploy: true });
    expect(stack.resolve(gateway.webhookUrl)).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^SmsEndpointHttpApi/), 'ApiEndpoint'] }, '/sms']],
    });
  });

  test('has no CORS: no browser calls it', () => {
    template().hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'HTTP',
      CorsConfiguration: Match.absent(),
    });
  });

  test('is named after its gateway', () => {
    template().hasResourceProperties('AWS::ApiGatewayV2::Api', { Name: Match.stringLikeRegexp('^Stack-Sms-Endpoint') });
  });

  test('logs caller, route and result of each request, and nothing that a sender wrote', () => {
    const [stage] = Object.values(template().findResources('AWS::ApiGatewayV2::Stage'));

    expect(JSON.parse(stage.Properties.AccessLogSettings.Format)).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      method: '$context.httpMethod',
      routeKey: '$context.routeKey',
      status: '$context.status',
      integrationError: '$context.integrationErrorMessage',
      responseLatency: '$context.responseLatency',
      ip: '$context.identity.sourceIp',
    });
  });

  test('keeps its log for a month, and the log is removed with the stack', () => {
    template().hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SmsEndpointAccessLogGroup'), 'Arn'] },
      },
    });
    const [accessLog] = Object.entries(template().findResources('AWS::Logs::LogGroup')).filter(([id]) => id.startsWith('SmsEndpoint'));
    expect(accessLog[1]).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });
});

test('another path is in the route, the permission, the URL and the metadata', () => {
  const { stack, gateway, template } = gatewayIn({ endpoint: WebhookEndpoint.httpApi({ path: '/hooks/twilio' }) });
  const [lambdaFunction] = Object.values(template().findResources('AWS::Lambda::Function'));

  template().hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /hooks/twilio' });
  template().hasResourceProperties('AWS::Lambda::Permission', {
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/*/*/hooks/twilio'])] },
  });
  expect(stack.resolve(gateway.webhookUrl)['Fn::Join'][1]).toContain('/hooks/twilio');
  expect(lambdaFunction.Metadata['cdk-twilio-sms-gateway'].webhookPath).toBe('/hooks/twilio');
});

test('a path that cannot be a route is rejected', () => {
  expect(() => gatewayIn({
    endpoint: WebhookEndpoint.httpApi({ path: 'sms' }),
  })).toThrow(/^Stack\/Sms\/Endpoint: path must be/);
});

test('the user\'s access log is used instead', () => {
  const { stack, template } = gatewayIn((s) => ({
    endpoint: WebhookEndpoint.httpApi({ accessLogGroup: new logs.LogGroup(s, 'Mine') }),
  }));

  template().resourceCountIs('AWS::Logs::LogGroup', 2); // the other is the function's
  template().hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    AccessLogSettings: { DestinationArn: stack.resolve((stack.node.findChild('Mine') as logs.LogGroup).logGroupArn) },
  });
});

describe('a stage', () => {
  test('with a name is in the URL', () => {
    const { stack, gateway, template } = gatewayIn({ endpoint: WebhookEndpoint.httpApi({ stageName: 'dev' }) });

    template().hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: 'dev', AutoDeploy: true });
    expect(stack.resolve(gateway.webhookUrl)['Fn::Join'][1]).toContain('/dev/sms');
  });

  test('with the name $default is not in the URL', () => {
    expect(gatewayIn({ endpoint: WebhookEndpoint.httpApi({ stageName: '$default' }) }).template().toJSON())
      .toEqual(gatewayIn().template().toJSON());
  });

  test('of the user\'s API may be imported', () => {
    const { gateway } = gatewayIn((stack) => {
      const api = apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Api', {
        httpApiId: 'abc123',
        apiEndpoint: 'https://api.example.com',
      });
      return {
        endpoint: WebhookEndpoint.httpApi({
          api,
          stage: apigatewayv2.HttpStage.fromHttpStageAttributes(stack, 'Dev', { api, stageName: 'dev' }),
        }),
      };
    });

    expect(gateway.webhookUrl).toBe('https://api.example.com/dev/sms');
  });

  test('of another API is rejected', () => {
    expect(() => gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.httpApi({
        api: new apigatewayv2.HttpApi(stack, 'Api'), stage: new apigatewayv2.HttpApi(stack, 'Other').defaultStage,
      }),
    }))).toThrow(/stage must be a stage of api, got a stage of the API Stack\/Other/);
  });
});

describe('a custom domain', () => {
  const onDomain = (options: Parameters<typeof WebhookEndpoint.httpApi>[0] = {}) => gatewayIn((stack) => ({
    endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName: domain(stack), mappingKey: 'in' }, ...options }),
  }));

  test('is mapped to the stage, and Twilio calls it', () => {
    const { gateway, template } = onDomain();

    template().hasResource('AWS::ApiGatewayV2::ApiMapping', {
      Properties: {
        ApiId: { Ref: Match.stringLikeRegexp('^SmsEndpointHttpApi') },
        DomainName: 'sms.example.com',
        Stage: '$default',
        ApiMappingKey: 'in',
      },
      DependsOn: [Match.stringLikeRegexp('^SmsEndpointHttpApiDefaultStage')],
    });
    expect(gateway.webhookUrl).toBe('https://sms.example.com/in/sms');
  });

  test('keeps the API\'s own address', () => {
    onDomain().template().hasResourceProperties('AWS::ApiGatewayV2::Api', {
      DisableExecuteApiEndpoint: Match.absent(),
    });
  });

  test('may be the only address', () => {
    onDomain({ disableExecuteApiEndpoint: true }).template()
      .hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });

  test('needs a mapping key that the URL can have', () => {
    expect(() => onDomain({
      domainMapping: { domainName: domain(new Stack()), mappingKey: '/in' },
    })).toThrow(/mappingKey must be segments/);
  });

  const domain = (stack: Stack) => apigatewayv2.DomainName.fromDomainNameAttributes(stack, 'Domain', {
    name: 'sms.example.com', regionalDomainName: 'd-1.execute-api.eu-west-1.amazonaws.com', regionalHostedZoneId: 'Z1',
  });
});

describe('the user\'s API', () => {
  test('gets the route without the default authorizer, and no API is created', () => {
    const { gateway, stack, template } = gatewayIn((s) => ({
      endpoint: WebhookEndpoint.httpApi({
        api: new apigatewayv2.HttpApi(s, 'Api', { defaultAuthorizer: new HttpIamAuthorizer() }),
      }),
    }));
    const api = stack.node.findChild('Api') as apigatewayv2.HttpApi;

    template().resourceCountIs('AWS::ApiGatewayV2::Api', 1);
    template().resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
    template().hasResourceProperties('AWS::ApiGatewayV2::Route', {
      ApiId: stack.resolve(api.apiId),
      AuthorizationType: 'NONE',
    });
    expect(stack.resolve(gateway.webhookUrl)).toEqual(stack.resolve(`${api.apiEndpoint}/sms`));
  });

  test('can serve two gateways on two paths', () => {
    const stack = new Stack(new App(), 'Stack');
    const api = new apigatewayv2.HttpApi(stack, 'Api');
    new TwilioSmsGateway(stack, 'First', { endpoint: WebhookEndpoint.httpApi({ api, path: '/first' }) });
    new TwilioSmsGateway(stack, 'Second', { endpoint: WebhookEndpoint.httpApi({ api, path: '/second' }) });

    const routes = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['POST /first', 'POST /second']);
  });

  test('needs no address of its own with webhookUrl', () => {
    const { gateway } = gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.httpApi({
        api: apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'abc123' }),
      }),
      webhookUrl: 'https://sms.example.com/sms',
    }));

    expect(gateway.webhookUrl).toBe('https://sms.example.com/sms');
  });

  test('has its own access log: an access log of the gateway is rejected', () => {
    expect(() => gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.httpApi({
        api: new apigatewayv2.HttpApi(stack, 'Api'),
        accessLogGroup: new logs.LogGroup(stack, 'Mine'),
      }),
    }))).toThrow('accessLogGroup and api are both set, '
      + 'but accessLogGroup works only for the API that httpApi() creates');
  });
});

test('only the limits that the user gives are set on the stage', () => {
  const { template } = gatewayIn({
    endpoint: WebhookEndpoint.httpApi({ throttle: { rateLimit: 100, burstLimit: 200 } }),
  });

  template().hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
  });
  gatewayIn().template().hasResourceProperties('AWS::ApiGatewayV2::Stage', { DefaultRouteSettings: Match.absent() });
});
