import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RestApiEndpointOptions, TwilioSmsGateway, TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const importedDomain = (stack: Stack) => apigateway.DomainName.fromDomainNameAttributes(stack, 'Domain', {
  domainName: 'sms.example.com', domainNameAliasTarget: 'd-1.execute-api.eu-west-1.amazonaws.com', domainNameAliasHostedZoneId: 'Z1',
});

describe('a created API', () => {
  const { stack, gateway, template } = gatewayIn({ endpoint: WebhookEndpoint.restApi() });

  test('has exactly one method, without authorizer: the function verifies the signature', () => {
    template().resourceCountIs('AWS::ApiGateway::Method', 1);
    template().resourceCountIs('AWS::ApiGateway::Resource', 1);
    template().hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'sms' });
    template().hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST', AuthorizationType: 'NONE', AuthorizerId: Match.absent(), ApiKeyRequired: false,
    });
  });

  test('passes the whole request to the function', () => {
    template().hasResourceProperties('AWS::ApiGateway::Method', {
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: { 'Fn::Join': ['', Match.arrayWith([stack.resolve(gateway.webhookFunction.functionArn)])] },
      },
    });
  });

  test('may invoke the function for this stage, method and path only, and not from the console', () => {
    template().resourceCountIs('AWS::Lambda::Permission', 1);
    const [{ Properties }] = Object.values(template().findResources('AWS::Lambda::Permission'));

    expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
    expect(Properties.SourceArn['Fn::Join'][1].slice(-2)).toEqual([{
      Ref: expect.stringMatching(/DeploymentStageprod/),
    }, '/POST/sms']);
    expect(JSON.stringify(Properties)).not.toContain('*');
  });

  test('is regional, and named after its gateway', () => {
    template().hasResourceProperties('AWS::ApiGateway::RestApi', {
      Name: Match.stringLikeRegexp('^Stack-Sms-Endpoint'), EndpointConfiguration: { Types: ['REGIONAL'] }, DisableExecuteApiEndpoint: Match.absent(),
    });
  });

  test('changes no setting of the account, so it writes no log', () => {
    template().resourceCountIs('AWS::ApiGateway::Account', 0);
    template().resourceCountIs('AWS::IAM::Role', 1);
    template().resourceCountIs('AWS::Logs::LogGroup', 1);
    template().hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'prod', AccessLogSetting: Match.absent() });
  });

  test('adds no output', () => {
    expect(Object.keys(template().toJSON().Outputs)).toHaveLength(2);
  });
});

describe('query strings', () => {
  test.each<{ name: string; props: (stack: Stack) => TwilioSmsGatewayProps }>([
    { name: 'at the defaults', props: () => ({ endpoint: WebhookEndpoint.restApi() }) },
    {
      name: 'with a custom domain',
      props: (stack) => ({
        endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName: importedDomain(stack) } }),
      }),
    },
    {
      name: 'with webhookUrl',
      props: () => ({ endpoint: WebhookEndpoint.restApi(), webhookUrl: 'https://sms.example.com/sms?a=b' }),
    },
  ])('cause no warning $name: CDK can turn warnings into errors, and nothing is wrong', ({ props }) => {
    const { stack } = gatewayIn(props);

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('a path', () => {
  test('is in the resources, the permission, the URL and the metadata', () => {
    const { stack, gateway, template } = gatewayIn({ endpoint: WebhookEndpoint.restApi({ path: '/hooks/twilio' }) });
    const [lambdaFunction] = Object.values(template().findResources('AWS::Lambda::Function'));

    template().hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/POST/hooks/twilio'])] },
    });
    expect(stack.resolve(gateway.webhookUrl)['Fn::Join'][1].at(-1)).toBe('/hooks/twilio');
    expect(lambdaFunction.Metadata['cdk-twilio-sms-gateway'].webhookPath).toBe('/hooks/twilio');
  });

  test('may be the root', () => {
    const { template } = gatewayIn({ endpoint: WebhookEndpoint.restApi({ path: '/' }) });

    template().resourceCountIs('AWS::ApiGateway::Resource', 0);
    template().hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/POST/'])] },
    });
  });

  test.each([
    { path: 'sms', message: /path must be/ },
    { path: '/a~b', message: /path must not contain "~", .* got "\/a~b"\. Use a path such as "\/sms"/ },
    { path: Lazy.string({ produce: () => '/sms' }), message: /path must be known at synth.*got a token/ },
  ])('"$path" is rejected', ({ path, message }) => {
    expect(() => gatewayIn({ endpoint: WebhookEndpoint.restApi({ path }) })).toThrow(message);
  });
});

test('the user\'s access log gets the fields that an HTTP API writes', () => {
  const { stack, template } = gatewayIn((s) => ({
    endpoint: WebhookEndpoint.restApi({ accessLogGroup: new logs.LogGroup(s, 'Mine') }),
  }));
  const [stage] = Object.values(template().findResources('AWS::ApiGateway::Stage'));

  expect(stage.Properties.AccessLogSetting.DestinationArn)
    .toEqual(stack.resolve((stack.node.findChild('Mine') as logs.LogGroup).logGroupArn));
  expect(JSON.parse(stage.Properties.AccessLogSetting.Format)).toEqual({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    method: '$context.httpMethod',
    routeKey: '$context.httpMethod $context.resourcePath',
    status: '$context.status',
    integrationError: '$context.integrationErrorMessage',
    responseLatency: '$context.responseLatency',
    ip: '$context.identity.sourceIp',
  });
});

describe('a custom domain', () => {
  test('is mapped to the stage, and Twilio calls it', () => {
    const { gateway, template } = gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.restApi({
        domainMapping: {
          domainName: importedDomain(stack),
          basePath: 'in',
        },
        stageName: 'live',
        disableExecuteApiEndpoint: true,
      }),
    }));

    template().hasResourceProperties('AWS::ApiGateway::BasePathMapping', {
      DomainName: 'sms.example.com',
      BasePath: 'in',
      RestApiId: { Ref: Match.stringLikeRegexp('^SmsEndpointRestApi') },
      Stage: { Ref: Match.stringLikeRegexp('DeploymentStagelive') },
    });
    template().hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    expect(gateway.webhookUrl).toBe('https://sms.example.com/in/sms');
  });

  test.each([
    { basePath: '/in', message: /basePath must be segments/ },
    { basePath: 'a/b', message: /basePath must be one segment, got "a\/b"/ },
  ])('with the base path $basePath is rejected', ({ basePath, message }) => {
    expect(() => gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName: importedDomain(stack), basePath } }),
    }))).toThrow(message);
  });
});

describe('the user\'s API', () => {
  test('gets the method without the default authorizer and API key, and no API is created', () => {
    const { stack, gateway, template } = gatewayIn((s) => ({
      endpoint: WebhookEndpoint.restApi({
        api: new apigateway.RestApi(s, 'Api', {
          defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM, apiKeyRequired: true },
        }),
      }),
    }));
    const api = stack.node.findChild('Api') as apigateway.RestApi;

    template().resourceCountIs('AWS::ApiGateway::RestApi', 1);
    template().hasResourceProperties('AWS::ApiGateway::Method', {
      RestApiId: stack.resolve(api.restApiId), AuthorizationType: 'NONE', AuthorizerId: Match.absent(), ApiKeyRequired: false,
    });
    expect(stack.resolve(gateway.webhookUrl)).toEqual(stack.resolve(api.urlForPath('/sms')));
  });

  test('gets the method without its Lambda authorizer', () => {
    const { template } = gatewayIn((stack) => {
      const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', {
        handler: new TwilioSmsGateway(stack, 'Other').webhookFunction, identitySources: [apigateway.IdentitySource.header('X-Key')],
      });
      const api = new apigateway.RestApi(stack, 'Api', { defaultMethodOptions: { authorizer } });
      api.root.addMethod('GET');
      return { endpoint: WebhookEndpoint.restApi({ api }) };
    });

    template().hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'NONE',
      AuthorizerId: Match.absent(),
    });
  });

  test('can serve two gateways on two paths', () => {
    const stack = new Stack(new App(), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    new TwilioSmsGateway(stack, 'First', { endpoint: WebhookEndpoint.restApi({ api, path: '/hooks/first' }) });
    new TwilioSmsGateway(stack, 'Second', { endpoint: WebhookEndpoint.restApi({ api, path: '/hooks/second' }) });

    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Resource', 3);
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Method', 2);
  });

  test('may be imported with its stage', () => {
    const { stack, gateway, template } = gatewayIn((s) => {
      const api = importedApi(s);
      const stage = apigateway.Stage.fromStageAttributes(s, 'Live', { restApi: api, stageName: 'live' });
      return { endpoint: WebhookEndpoint.restApi({ api, stage }) };
    });

    expect(stack.resolve(gateway.webhookUrl)['Fn::Join'][1]).toEqual([
      'https://abc123.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/live/sms',
    ]);
    // CDK does not know its deployments, so any stage may invoke the function.
    template().hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([':abc123/*/POST/sms'])] },
    });
  });

  test('needs no stage with webhookUrl', () => {
    const { gateway } = gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.restApi({ api: importedApi(stack) }), webhookUrl: 'https://sms.example.com/sms',
    }));

    expect(gateway.webhookUrl).toBe('https://sms.example.com/sms');
  });

  test('without a stage is rejected', () => {
    expect(() => gatewayIn((stack) => ({ endpoint: WebhookEndpoint.restApi({ api: importedApi(stack) }) })))
      .toThrow(/^Stack\/Sms\/Endpoint: the stage of api must be known.*fromStageAttributes/);
  });

  test('with a stage of another API is rejected', () => {
    expect(() => gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.restApi({
        api: importedApi(stack),
        stage: new apigateway.RestApi(stack, 'Other').deploymentStage,
      }),
    }))).toThrow(/stage must be a stage of api, got a stage of the API Stack\/Other/);
  });

  test('with options for a created API is rejected', () => {
    expect(() => gatewayIn((stack) => ({
      endpoint: WebhookEndpoint.restApi({ api: importedApi(stack), stageName: 'live' }),
    })))
      .toThrow(/stageName and api are both set, but stageName works only for the API that restApi\(\) creates/);
  });

  describe('and is in another stack', () => {
    const inAnotherStack = (webhookUrl?: string) => {
      const app = new App();
      const api = new apigateway.RestApi(new Stack(app, 'Apis'), 'Api');
      new TwilioSmsGateway(new Stack(app, 'Stack'), 'Sms', { endpoint: WebhookEndpoint.restApi({ api }), webhookUrl });
      return app;
    };

    test('is rejected, since each stack would depend on the other', () => {
      expect(() => inAnotherStack())
        .toThrow('api must be in the gateway\'s stack Stack, got an API in Apis: each stack would depend on the other. '
          + 'Create the API in the gateway\'s stack, or, without phoneNumbers, set webhookUrl.');
    });

    test('is accepted with webhookUrl', () => {
      expect(() => inAnotherStack('https://sms.example.com/sms').synth()).not.toThrow();
    });
  });

  const importedApi = (stack: Stack) => apigateway.RestApi.fromRestApiAttributes(stack, 'Api', {
    restApiId: 'abc123',
    rootResourceId: 'root12',
  });
});

describe('the stage of a created API', () => {
  const stageOf = (options: RestApiEndpointOptions, props: TwilioSmsGatewayProps = {}) => {
    const { template } = gatewayIn({ endpoint: WebhookEndpoint.restApi(options), ...props });
    return { template: template(), stage: Object.values<any>(template().findResources('AWS::ApiGateway::Stage'))[0] };
  };

  test('has the limits that the user gives', () => {
    expect(stageOf({ throttle: { rateLimit: 100, burstLimit: 200 } }).stage.Properties.MethodSettings)
      .toEqual([expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 100,
        ThrottlingBurstLimit: 200,
      })]);
  });

  test('is traced with the function', () => {
    expect(stageOf({}, { tracing: lambda.Tracing.ACTIVE }).stage.Properties.TracingEnabled).toBe(true);
    expect(stageOf({}, { tracing: lambda.Tracing.PASS_THROUGH }).stage.Properties.TracingEnabled).toBeUndefined();
  });

  test('has a web ACL', () => {
    const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/sms/11111111-2222-3333-4444-555555555555';
    const { template } = stageOf({ webAclArn });
    const [stageId] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));

    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      WebACLArn: webAclArn,
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith(['::/restapis/', '/stages/', { Ref: stageId }])] },
    });
  });

  test.each([
    { name: 'prod', options: {} },
    { name: 'dev', options: { stageName: 'dev' } },
  ])('$name writes an execution log that goes with the stack, without requests', ({ name, options }) => {
    const { template, stage } = stageOf({ loggingLevel: apigateway.MethodLoggingLevel.ERROR, ...options });
    const [[id, logGroup]] = Object.entries<any>(template.findResources('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: Match.anyValue() },
    }));

    expect(stage.Properties.MethodSettings).toEqual([{
      HttpMethod: '*',
      ResourcePath: '/*',
      LoggingLevel: 'ERROR',
      DataTraceEnabled: false,
    }]);
    expect(logGroup.Properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: expect.any(String) }, `/${name}`]],
    });
    expect([logGroup.DeletionPolicy, logGroup.Properties.RetentionInDays]).toEqual(['Delete', 30]);
    expect(stage.DependsOn).toEqual([id]); // or API Gateway makes it first
  });

  test.each([
    { loggingLevel: undefined },
    { loggingLevel: apigateway.MethodLoggingLevel.OFF },
  ])('writes no execution log with the level $loggingLevel', ({ loggingLevel }) => {
    stageOf({ loggingLevel }).template.resourceCountIs('AWS::Logs::LogGroup', 1); // the function's
  });
});
