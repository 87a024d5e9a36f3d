import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig, SuspiciousMessages } from '../../src';
import { environmentOf, gatewayIn, statementsOf } from '../support/synthesize';

/** A handler from outside, as a user would write it. */
class CustomReplyHandler extends ReplyHandler {
  public constructor(private readonly config: ReplyHandlerConfig) {
    super();
  }

  public bind(): ReplyHandlerConfig {
    return this.config;
  }
}

const inlineCode = () => lambda.Code.fromInline('exports.handler = () => {};');

/**
 * Logical ids are contract: another one replaces the resource, and with it the user's token or the URL set at Twilio.
 */
const LOGICAL_IDS = {
  SmsAuthTokenSecret: 'AWS::SecretsManager::Secret',
  SmsRole: 'AWS::IAM::Role',
  SmsRoleDefaultPolicy: 'AWS::IAM::Policy',
  SmsLogGroup: 'AWS::Logs::LogGroup',
  SmsFunction: 'AWS::Lambda::Function',
  SmsEndpointHttpApi: 'AWS::ApiGatewayV2::Api',
  SmsEndpointHttpApiDefaultStage: 'AWS::ApiGatewayV2::Stage',
  SmsEndpointAccessLogGroup: 'AWS::Logs::LogGroup',
  SmsEndpointRoute: 'AWS::ApiGatewayV2::Route',
  SmsEndpointRouteFunction: 'AWS::ApiGatewayV2::Integration',
  SmsEndpointRouteFunctionPermission: 'AWS::Lambda::Permission',
};

describe('without props', () => {
  const { stack, gateway, template } = gatewayIn();

  test('there is one secret, one function and one HTTP API, and nothing else', () => {
    const resources = Object.entries<any>(template().toJSON().Resources)
      .map(([id, resource]) => [id.replace(/[0-9A-F]{8}$/, ''), resource.Type]);

    expect(Object.fromEntries(resources)).toEqual(LOGICAL_IDS);
    expect(resources).toHaveLength(Object.keys(LOGICAL_IDS).length);
  });

  test('no policy names * as an action or a resource', () => {
    expect(statementsOf(template())).toHaveLength(2);
    expect(JSON.stringify(statementsOf(template()))).not.toContain('*');
  });

  test('the function gets the ARN of the secret, and echo as its reply module', () => {
    expect(environmentOf(template())).toEqual({
      TWILIO_GATEWAY_SECRET_ARN: stack.resolve(gateway.authTokenSecret!.secretArn),
      TWILIO_GATEWAY_REPLY_MODULE: 'echo',
    });
  });

  test('the webhook function replies, and grants apply to it', () => {
    expect(gateway.replyFunction).toBe(gateway.webhookFunction);
    expect(gateway.grantPrincipal).toBe(gateway.replyFunction.grantPrincipal);
  });

  test('there is no warning', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('grants to the gateway apply to the function that runs the handler', () => {
  const { stack, gateway, template } = gatewayIn();
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  });

  table.grantReadData(gateway);

  const [granted] = statementsOf(template()).filter(({ Action }) => Action.includes('dynamodb:GetItem'));
  expect([granted.Resource].flat()).toContainEqual(stack.resolve(table.tableArn));
});

describe('environment', () => {
  test.each([
    {
      name: 'webhookUrl',
      props: { webhookUrl: 'https://sms.example.com/hook#rc=2' },
      expected: { TWILIO_GATEWAY_WEBHOOK_URL: 'https://sms.example.com/hook#rc=2' },
    },
    { name: 'errorReply', props: { errorReply: 'Try again' }, expected: { TWILIO_GATEWAY_ERROR_REPLY: 'Try again' } },
    { name: 'replyToOptOut', props: { replyToOptOut: true }, expected: { TWILIO_GATEWAY_REPLY_TO_OPT_OUT: 'true' } },
    { name: 'replyToOptOut: false', props: { replyToOptOut: false }, expected: {} },
    {
      name: 'suspiciousMessages',
      props: { suspiciousMessages: SuspiciousMessages.REJECT },
      expected: { TWILIO_GATEWAY_SUSPICIOUS_MESSAGES: 'reject' },
    },
    { name: 'suspiciousMessages at its default', props: { suspiciousMessages: SuspiciousMessages.ACCEPT }, expected: {} },
    {
      name: 'truncateLongReply',
      props: { truncateLongReply: true },
      expected: { TWILIO_GATEWAY_TRUNCATE_LONG_REPLY: 'true' },
    },
    { name: 'truncateLongReply: false', props: { truncateLongReply: false }, expected: {} },
    { name: 'environment', props: { environment: { GREETING: 'hello' } }, expected: { GREETING: 'hello' } },
  ])('holds exactly the variables of $name', ({ props, expected }) => {
    const environment = environmentOf(gatewayIn(props).template());
    const { TWILIO_GATEWAY_SECRET_ARN, TWILIO_GATEWAY_REPLY_MODULE, ...others } = environment;

    expect(others).toEqual(expected);
  });

  test('the user\'s variables override those of the handler', () => {
    const { template } = gatewayIn({
      replyHandler: new CustomReplyHandler({ environment: { FIRST: 'handler', SECOND: 'handler' } }),
      environment: { FIRST: 'user' },
    });

    expect(environmentOf(template())).toMatchObject({ FIRST: 'user', SECOND: 'handler' });
  });
});

describe('props of the function and the secret', () => {
  test('are applied', () => {
    const { template } = gatewayIn({
      memorySize: 512,
      timeout: Duration.seconds(10),
      architecture: lambda.Architecture.X86_64,
      tracing: lambda.Tracing.ACTIVE,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    template().hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 512, Timeout: 10, Architectures: ['x86_64'], TracingConfig: { Mode: 'Active' },
    });
    template().hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  });
});

describe('another reply handler', () => {
  test('brings its code and its module', () => {
    const { template } = gatewayIn({
      replyHandler: new CustomReplyHandler({ code: inlineCode(), replyModule: './reply.mjs' }),
    });

    template().hasResourceProperties('AWS::Lambda::Function', { Code: { ZipFile: Match.anyValue() } });
    expect(environmentOf(template())).toMatchObject({ TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs' });
  });

  test('replaces nothing: the logical ids are the same', () => {
    const idsOf = (gateway: ReturnType<typeof gatewayIn>) => Object.keys(gateway.template().toJSON().Resources);

    expect(idsOf(gatewayIn({
      replyHandler: new CustomReplyHandler({ code: inlineCode() }),
    }))).toEqual(idsOf(gatewayIn()));
  });

  test('has a scope of its own and may grant itself what it needs', () => {
    class TableReplyHandler extends ReplyHandler {
      public bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig {
        const table = new dynamodb.Table(scope, 'Function', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        table.grantWriteData(options.gateway);
        return { environment: { TABLE: table.tableName } };
      }
    }
    const { template } = gatewayIn({ replyHandler: new TableReplyHandler() });

    expect(environmentOf(template())).toHaveProperty('TABLE');
    expect(statementsOf(template()).flatMap(({ Action }) => Action)).toContain('dynamodb:PutItem');
  });
});

test('webhookUrl is the URL to set at Twilio, and is in the environment since no resource of the stack is in it', () => {
  const { gateway } = gatewayIn({ webhookUrl: 'https://sms.example.com/hook' });

  expect(gateway.webhookUrl).toBe('https://sms.example.com/hook');
});
