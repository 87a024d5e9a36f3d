import { App, CfnParameter, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { MessageSource, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { resolve } from '../../../src/local/assembly/intrinsics';
import { gatewayIn, statementsOf } from '../../support/synthesize';

const NUMBER = '+15551234567';
const SERVICE = `MG${'0'.repeat(32)}`;
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1b2c3';
const TYPE = 'Custom::TwilioPhoneNumber';

/** A gateway with a secret that was brought. */
const gatewayFor = (
  phoneNumbers: MessageSource[],
  props: (stack: Stack) => TwilioSmsGatewayProps = () => ({}),
) => gatewayIn((stack) => ({
  authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET),
  phoneNumbers,
  ...props(stack),
}));

const resourcesOf = (template: Template) => Object.values<any>(template.findResources(TYPE));
const handlerOf = (template: Template) => Object.entries<any>(template.findResources('AWS::Lambda::Function', {
  Properties: { Handler: 'phone-numbers.handler' },
}))[0];
const statements = (template: Template, [handlerId]: [string, unknown]) => {
  const [roleId] = template.findResources('AWS::Lambda::Function')[handlerId].Properties.Role['Fn::GetAtt'];
  return statementsOf({
    findResources: (type: string) => template.findResources(type, type === 'AWS::IAM::Policy' ? {
      Properties: { Roles: [{ Ref: roleId }] },
    } : { Properties: { None: true } }),
  } as Template);
};

test('each number has a custom resource with the URL of the gateway', () => {
  const template = gatewayFor([
    MessageSource.phoneNumber(NUMBER),
    MessageSource.messagingService(SERVICE, { overwrite: true, fallbackUrl: 'https://spare.example.com/sms' }),
  ], () => ({ webhookUrl: 'https://sms.example.com/sms' })).template();
  const ServiceToken = { 'Fn::GetAtt': [handlerOf(template)[0], 'Arn'] };
  const common = {
    ServiceToken,
    ServiceTimeout: '900',
    WebhookUrl: 'https://sms.example.com/sms',
    ParameterName: expect.stringMatching(/^\/cdk-twilio-sms-gateway\/Stack\/\w{16}$/),
  };

  expect(resourcesOf(template).map(({ Properties }) => Properties)).toEqual([
    { ...common, PhoneNumber: NUMBER, Overwrite: 'false' },
    { ...common, MessagingServiceSid: SERVICE, Overwrite: 'true', FallbackUrl: 'https://spare.example.com/sms' },
  ]);
  expect(new Set(resourcesOf(template).map(({ Properties }) => Properties.ParameterName)).size).toBe(2);
});

test('the function is pre-bundled, and may only read the secret and store previous settings', () => {
  const template = gatewayFor([
    MessageSource.phoneNumber(NUMBER),
    MessageSource.phoneNumber('+15551234568'),
  ]).template();
  const handler = handlerOf(template);
  const parameters = resourcesOf(template).map(({ Properties }) => Properties.ParameterName);
  const { Runtime, Architectures, Timeout, LoggingConfig, Environment } = handler[1].Properties;

  expect({ Runtime, Architectures, Timeout }).toEqual({
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 180,
  });
  expect(Environment.Variables).toEqual({ TWILIO_GATEWAY_SECRET_ARN: SECRET });
  expect(statements(template, handler)).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] },
    },
    {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: SECRET,
      Condition: {
        'ForAnyValue:StringEquals': {
          'secretsmanager:VersionStage': ['AWSCURRENT', 'cdk-twilio-sms-gateway:previous-settings'],
        },
      },
    },
    {
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:PutParameter', 'ssm:DeleteParameter'],
      Resource: parameters.map((name) => ({
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':ssm:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            `:parameter${name}`,
          ],
        ],
      })),
    },
  ]);
  expect(JSON.stringify(statements(template, handler))).not.toContain('*');
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    MaximumEventAgeInSeconds: 900,
    MaximumRetryAttempts: 2,
    Qualifier: '$LATEST',
  });
});

test('the webhook function may not read the previous settings that connect stored', () => {
  const { template, gateway } = gatewayFor([MessageSource.phoneNumber(NUMBER)]);
  const webhook = Stack.of(gateway).getLogicalId(gateway.webhookFunction.node.defaultChild as lambda.CfnFunction);

  expect(JSON.stringify(statements(template(), [webhook, undefined]))).not.toMatch(/previous-settings|ssm:/);
});

test('the key of the secret may be used', () => {
  const template = gatewayFor([MessageSource.phoneNumber(NUMBER)], (stack) => ({
    authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Other', {
      secretCompleteArn: SECRET,
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/1'),
    }),
  })).template();

  expect(statements(template, handlerOf(template))).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt' }));
});

test('the user\'s key encrypts the previous settings, and may be used through Parameter Store only', () => {
  const template = gatewayFor([MessageSource.phoneNumber(NUMBER)], (stack) => ({
    encryptionKey: new kms.Key(stack, 'Key'),
  })).template();
  const [keyId] = Object.keys(template.findResources('AWS::KMS::Key'));
  const handler = handlerOf(template);

  expect(handler[1].Properties.Environment.Variables.TWILIO_GATEWAY_PARAMETER_KEY_ARN)
    .toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
  expect(resourcesOf(template)[0].Properties.ParameterKeyArn).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
  expect(statements(template, handler)).toContainEqual({
    Effect: 'Allow',
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: { 'Fn::GetAtt': [keyId, 'Arn'] },
    Condition: {
      StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['ssm.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
    },
  });
});

describe('a number is configured after everything that answers it, and restored before any of that is deleted', () => {
  test.each<{ name: string; endpoint: (stack: Stack) => WebhookEndpoint; types: string[] }>([
    {
      name: 'HTTP API',
      endpoint: () => WebhookEndpoint.httpApi(),
      types: [
        'AWS::ApiGatewayV2::Api',
        'AWS::ApiGatewayV2::Stage',
        'AWS::ApiGatewayV2::Route',
        'AWS::Lambda::Permission',
      ],
    },
    {
      name: 'HTTP API of the user\'s',
      endpoint: (stack) => WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Api') }),
      types: ['AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Route', 'AWS::Lambda::Permission'],
    },
    {
      name: 'REST API',
      endpoint: () => WebhookEndpoint.restApi(),
      types: [
        'AWS::ApiGateway::Method',
        'AWS::ApiGateway::Deployment',
        'AWS::ApiGateway::Stage',
        'AWS::Lambda::Permission',
      ],
    },
    {
      name: 'REST API of the user\'s',
      endpoint: (stack) => WebhookEndpoint.restApi({
        api: new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }),
      }),
      types: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::Stage', 'AWS::Lambda::Permission'],
    },
    {
      name: 'function URL',
      endpoint: () => WebhookEndpoint.functionUrl(),
      types: ['AWS::Lambda::Url', 'AWS::Lambda::Permission'],
    },
  ])('with the endpoint $name', ({ endpoint, types }) => {
    const sources = [MessageSource.phoneNumber(NUMBER)];
    const template = gatewayFor(sources, (stack) => ({ endpoint: endpoint(stack) })).template();
    const awaited: string[] = resourcesOf(template)[0].DependsOn;

    for (const type of [...types, 'AWS::Lambda::Function', 'AWS::Lambda::EventInvokeConfig']) {
      expect(awaited).toEqual(expect.arrayContaining(Object.keys(template.findResources(type))));
    }
  });

  test('with the worker and its queue', () => {
    const sources = [MessageSource.phoneNumber(NUMBER)];
    const template = gatewayFor(sources, () => ({ replyMode: ReplyMode.asynchronous() })).template();

    expect(resourcesOf(template)[0].DependsOn).toEqual(expect.arrayContaining(
      [
        'AWS::Lambda::EventSourceMapping',
        'AWS::SQS::Queue',
        'AWS::IAM::Policy',
      ].flatMap((type) => Object.keys(template.findResources(type)))
        .filter((id) => !id.includes('PhoneNumbers'))));
  });

  test('with a secret of the same app and its policy', () => {
    const template = gatewayFor([MessageSource.phoneNumber(NUMBER)], (stack) => ({
      authTokenSecret: new secretsmanager.Secret(stack, 'Mine'),
    })).template();

    expect(resourcesOf(template)[0].DependsOn)
      .toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::SecretsManager::Secret'))));
  });
});

describe('a REST API in another stack depends on the function, so the numbers cannot wait for it', () => {
  const gatewayWith = (
    apiScope: (app: App, stack: Stack) => Stack,
    gatewayScope: (stack: Stack) => Stack = (stack) => stack,
  ) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = new apigateway.RestApi(apiScope(app, stack), 'Api', { cloudWatchRole: false });
    new TwilioSmsGateway(gatewayScope(stack), 'Sms', {
      authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET),
      phoneNumbers: [MessageSource.phoneNumber(NUMBER)],
      endpoint: WebhookEndpoint.restApi({ api }),
      webhookUrl: 'https://sms.example.com/sms',
    });
    return app;
  };

  test('the endpoint is rejected, with what to do', () => {
    expect(() => gatewayWith((app) => new Stack(app, 'Apis'))).toThrow(
      'Stack/Sms: phoneNumbers needs an endpoint that is deployed with the gateway\'s stack, got one in another stack that can only be deployed after it. ' +
      'Create the API in the gateway\'s stack, or leave phoneNumbers out and run "npx cdk-twilio-sms-gateway connect <stack>" once both stacks are deployed.');
  });

  test('the endpoint of a gateway in a nested stack is rejected too', () => {
    expect(() => gatewayWith((_, stack) => stack, (stack) => new NestedStack(stack, 'Nested')))
      .toThrow(/^Stack\/Nested\/Sms: phoneNumbers needs an endpoint that is deployed with the gateway's stack/);
  });

  test('an API in a nested stack is accepted, since it is deployed with its parent', () => {
    expect(() => gatewayWith((_, stack) => new NestedStack(stack, 'Nested')).synth()).not.toThrow();
  });
});

test('with deduplication the URL has the retry overrides', () => {
  const webhookUrl = 'https://sms.example.com/sms';
  const urlWith = (props: TwilioSmsGatewayProps) => {
    const [{ Properties }] = resourcesOf(gatewayFor([MessageSource.phoneNumber(NUMBER)], () => props).template());
    return JSON.stringify(Properties.WebhookUrl);
  };

  expect(urlWith({ deduplication: {} })).toMatch(/#rc=2&rp=[^"]+"/);
  expect(urlWith({})).not.toContain('#');
  expect(urlWith({ webhookUrl: `${webhookUrl}#rc=1` })).toBe(`"${webhookUrl}#rc=1"`);
});

test('another order changes nothing', () => {
  const [first, second] = [MessageSource.phoneNumber(NUMBER), MessageSource.phoneNumber('+15551234568')];
  const [one, other] = [gatewayFor([first, second]), gatewayFor([second, first])].map(({ template }) => template());

  expect(other.findResources(TYPE)).toEqual(one.findResources(TYPE));
  expect(Object.keys(other.findResources('AWS::IAM::Policy')))
    .toEqual(Object.keys(one.findResources('AWS::IAM::Policy')));
});

test('a stack that moves within the app keeps its parameters', () => {
  const resourcesIn = (scope: Construct, id: string) => {
    const stack = new Stack(scope, id, { stackName: 'Echo' });
    new TwilioSmsGateway(stack, 'Sms', {
      authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET),
      phoneNumbers: [MessageSource.phoneNumber(NUMBER)],
    });
    return Template.fromStack(stack).findResources(TYPE);
  };

  expect(resourcesIn(new Stage(new App(), 'Prod'), 'Other')).toEqual(resourcesIn(new App(), 'Echo'));
});

describe('the policy for the parameters outlives a number that is removed from the stack', () => {
  const keyArn = (id: string) => `arn:aws:kms:eu-west-1:123456789012:key/${id}`;
  const sourcesOf = (numbers: string[]) => numbers.map((number) => MessageSource.phoneNumber(number));
  const gateway = (numbers: string[], key?: string) => gatewayFor(sourcesOf(numbers), (stack) => ({
    ...(key && { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn(key)) }),
  })).template();
  const policyOf = (template: Template) => Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.includes('Parameters'));
  const two = [NUMBER, '+15551234568'];

  test.each<{ change: string; before: Template; after: Template }>([
    { change: 'one of two leaves', before: gateway(two), after: gateway([NUMBER]) },
    { change: 'one is exchanged', before: gateway([two[1]]), after: gateway([NUMBER]) },
    { change: 'one is added', before: gateway([NUMBER]), after: gateway(two) },
    { change: 'a key is added', before: gateway([NUMBER]), after: gateway([NUMBER], '1') },
    { change: 'another key', before: gateway([NUMBER], '1'), after: gateway([NUMBER], '2') },
    { change: 'the key is taken out', before: gateway([NUMBER], '1'), after: gateway([NUMBER]) },
  ])('$change creates another policy, and each number depends on the policy of its deployment', ({ before, after }) => {
    const [[policy, ...more], [next, ...moreNext]] = [policyOf(before), policyOf(after)];

    expect([...more, ...moreNext]).toEqual([]);
    expect(next).not.toBe(policy);
    resourcesOf(before).forEach(({ DependsOn: awaited }) => expect(awaited).toContain(policy));
    resourcesOf(after).forEach(({ DependsOn: awaited }) => expect(awaited).toContain(next));
  });
});

test('values may be tokens', () => {
  const template = gatewayFor([], (stack) => {
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    return {
      phoneNumbers: [
        MessageSource.phoneNumber(parameter('Number'), { fallbackUrl: parameter('Fallback') }),
        MessageSource.messagingService(parameter('Service')),
      ],
    };
  }).template();

  const named = resourcesOf(template).map(({ Properties }) => [
    Properties.PhoneNumber ?? Properties.MessagingServiceSid,
    Properties.FallbackUrl,
  ]);

  expect(named).toEqual([[{ Ref: 'Number' }, { Ref: 'Fallback' }], [{ Ref: 'Service' }, undefined]]);
});

test('two tokens are two numbers, and one token is one number', () => {
  const idsOf = (names: string[]) => Object.keys(gatewayFor([], (stack) => ({
    phoneNumbers: names.map((name) => MessageSource.phoneNumber(new CfnParameter(stack, name).valueAsString)),
  })).template().findResources(TYPE));
  const [first, second] = idsOf(['First', 'Second']);

  expect(idsOf(['Second'])).toEqual([second]);
  expect(idsOf(['Second', 'First'])).toEqual([second, first]);
  expect(() => gatewayFor([], (stack) => {
    const { valueAsString } = new CfnParameter(stack, 'First');
    return { phoneNumbers: [MessageSource.phoneNumber(valueAsString), MessageSource.phoneNumber(valueAsString)] };
  })).toThrow(/must name each number once, got \{"Ref":"First"\} several times/);
});

test('the metadata names the numbers that the stack points at the gateway, if there are any', () => {
  const metadataOf = (phoneNumbers: MessageSource[]) => Object.values<any>(gatewayFor(phoneNumbers).template().findResources('AWS::Lambda::Function', {
    Metadata: { 'cdk-twilio-sms-gateway': Match.anyValue() },
  }))[0].Metadata['cdk-twilio-sms-gateway'];

  expect(metadataOf([
    MessageSource.phoneNumber(NUMBER),
    MessageSource.messagingService(SERVICE),
  ]).phoneNumbers).toEqual([NUMBER, SERVICE]);
  expect(metadataOf([])).not.toHaveProperty('phoneNumbers');
});

test('without phoneNumbers, and with an empty list, no resource is created', () => {
  const template = gatewayFor([]).template();

  expect(resourcesOf(template)).toEqual([]);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  expect(gatewayIn({ phoneNumbers: [] }).template().toJSON()).toEqual(gatewayIn().template().toJSON());
});

test("the gateway's own secret is empty at first: the error at synth lists the steps", () => {
  const build = (props: TwilioSmsGatewayProps = {}) => () => new TwilioSmsGateway(new Stack(new App(), 'Echo'), 'Sms', {
    phoneNumbers: [MessageSource.phoneNumber(NUMBER)],
    ...props,
  });

  expect(build()).toThrow(new RegExp('^Echo/Sms: phoneNumbers needs an authTokenSecret that holds the auth token, got none.*1\\. Deploy without phoneNumbers\\. '
    + '2\\. Run "npx cdk-twilio-sms-gateway connect Echo --only secret"\\. 3\\. Give that secret as authTokenSecret, secretsmanager\\.Secret\\.fromSecretCompleteArn.*AuthTokenSecretArn'));
  expect(build({ removalPolicy: RemovalPolicy.DESTROY }))
    .toThrow(/with removalPolicy RETAIN, or the next deployment deletes the secret/);
});

test.each<{ name: string; phoneNumbers: MessageSource[]; message: RegExp }>([
  {
    name: 'a number with blanks',
    phoneNumbers: [MessageSource.phoneNumber('+1 555 1234567')],
    message: /Stack\/Sms: a phone number must be in E\.164 format, got "\+1 555 1234567"\. Give "\+", the country code/,
  },
  { name: 'a national number', phoneNumbers: [MessageSource.phoneNumber('05551234567')], message: /E\.164 form/ },
  {
    name: 'the SID of a number',
    phoneNumbers: [MessageSource.phoneNumber(`PN${'0'.repeat(32)}`)],
    message: /E\.164 form/,
  },
  {
    name: 'the name of a service',
    phoneNumbers: [MessageSource.messagingService('Bot')],
    message: /the SID of a Messaging Service must be "MG" and 32 hexadecimal digits, got "Bot"\./,
  },
  {
    name: 'an http fallback',
    phoneNumbers: [MessageSource.phoneNumber(NUMBER, { fallbackUrl: 'http://example.com' })],
    message: /fallbackUrl must be an absolute https URL, got "http:\/\/example\.com"/,
  },
  {
    name: 'a fallback that is no URL',
    phoneNumbers: [MessageSource.phoneNumber(NUMBER, { fallbackUrl: 'https://a b' })],
    message: /fallbackUrl must be an absolute https URL/,
  },
  {
    name: 'a password in the template',
    phoneNumbers: [MessageSource.phoneNumber(NUMBER, { fallbackUrl: 'https://me:hush@example.com/' })],
    message: /^(?!.*hush).*must not contain credentials.*a URL of example\.com/,
  },
  {
    name: 'one number twice',
    phoneNumbers: [MessageSource.phoneNumber(NUMBER), MessageSource.phoneNumber(NUMBER, { overwrite: true })],
    message: /must name each number once, got \+15551234567 several times/,
  },
  {
    name: 'more than the policies can name',
    phoneNumbers: Array.from({ length: 26 }, (_, i) => MessageSource.phoneNumber(`+15551234${100 + i}`)),
    message: /at most 25 entries, got 26\. Put the numbers into a Messaging Service/,
  },
])('is rejected at synth: $name', ({ phoneNumbers, message }) => {
  expect(() => gatewayFor(phoneNumbers)).toThrow(message);
});

test('25 numbers can be replaced with 25 others while the role has both policies', () => {
  const key = (stack: Stack, id: string) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:us-east-1:000000000000:key/mrk-${'0'.repeat(32)}`);
  const stack = new Stack(new App(), 'Stack', { stackName: 'S'.repeat(75) });
  new TwilioSmsGateway(stack, 'Sms', {
    authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', {
      secretCompleteArn: SECRET,
      encryptionKey: key(stack, 'One'),
    }),
    encryptionKey: key(stack, 'Other'),
    phoneNumbers: Array.from({ length: 25 }, (_, i) => MessageSource.phoneNumber(`+15551234${100 + i}`)),
  });
  const template = Template.fromStack(stack);
  const [, { Properties: { Role: { 'Fn::GetAtt': [role] } } }] = handlerOf(template);
  const policies = Object.entries<any>(template.findResources('AWS::IAM::Policy', {
    Properties: { Roles: [{ Ref: role }] },
  }));
  const sizes = policies.map(([id, { Properties: { PolicyDocument: document } }]) => {
    const text = JSON.stringify(resolve(document, template.toJSON()));
    return text.replace(/arn:aws:/g, 'arn:aws-us-gov:').replace(/us-east-1/g, 'us-gov-west-1').length * (id.includes('Parameters') ? 2 : 1);
  });

  expect(sizes).toHaveLength(2);
  // Source: IAM, "IAM and AWS STS quotas": of all inline policies of a role together.
  expect(sizes[0] + sizes[1]).toBeLessThan(10_240);
});
