import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  MessageSource, ReplyHandler, ReplyMode, TwilioSmsGateway, type TwilioSmsGatewayProps, WebhookEndpoint,
} from '../../src';
import { fromRoot } from '../support/paths';
import { gatewayIn } from '../support/synthesize';

const REPLY = fromRoot('test', 'integ', 'code', 'reply.mjs');

/** A part of this library. */
interface Library {
  readonly ReplyHandler: typeof ReplyHandler;
  readonly ReplyMode: typeof ReplyMode;
  readonly WebhookEndpoint: typeof WebhookEndpoint;
}

/** Props as plain JavaScript may give them. */
const untyped = (props: unknown) => props as TwilioSmsGatewayProps;

function functionIn(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1;'),
  });
}

describe('an object of another kind than its prop takes is rejected', () => {
  test.each<{ name: string; props: (stack: Stack) => unknown; message: RegExp }>([
    {
      name: 'a function as replyHandler, which has a method bind',
      props: (stack) => ({ replyHandler: functionIn(stack) }),
      message: /^Stack\/Sms: replyHandler must be a ReplyHandler, got an object of class Function\. Use ReplyHandler\.fromFunction\(fn\)\.$/,
    },
    {
      name: 'an alias as replyHandler',
      props: (stack) => ({ replyHandler: functionIn(stack).addAlias('live') }),
      message: /got an object of class Alias\. Use ReplyHandler\.fromFunction/,
    },
    {
      name: 'a queue as replyHandler',
      props: (stack) => ({ replyHandler: new sqs.Queue(stack, 'Queue') }),
      message: /got an object of class Queue\. Use ReplyHandler\.toQueue\(queue\)/,
    },
    {
      name: 'a topic as replyHandler',
      props: (stack) => ({ replyHandler: new sns.Topic(stack, 'Topic') }),
      message: /Use ReplyHandler\.toTopic\(topic\)/,
    },
    {
      name: 'an event bus as replyHandler',
      props: (stack) => ({ replyHandler: new events.EventBus(stack, 'Bus') }),
      message: /Use ReplyHandler\.toEventBus\(bus\)/,
    },
    {
      name: 'a state machine as replyHandler',
      props: (stack) => ({
        replyHandler: new sfn.StateMachine(stack, 'Machine', {
          definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
        }),
      }),
      message: /Use ReplyHandler\.toStateMachine\(stateMachine\)/,
    },
    {
      name: 'code as replyHandler',
      props: () => ({ replyHandler: lambda.Code.fromAsset(path.dirname(REPLY)) }),
      message: /got an object of class AssetCode\. Use ReplyHandler\.fromCode\(code\)/,
    },
    {
      name: 'a text as replyHandler',
      props: () => ({ replyHandler: 'We are closed.' }),
      message: /got a string\. Use ReplyHandler\.text\(body\), or ReplyHandler\.fromModule\(path\)/,
    },
    {
      name: 'a factory that was not called',
      props: () => ({ replyHandler: ReplyHandler.echo }),
      message: /got the function echo\. Use ReplyHandler\.fromModule\(path\).*Call a factory: echo\(\)\.$/,
    },
    {
      name: 'the class itself',
      props: () => ({ replyHandler: ReplyHandler }),
      message: /got the function ReplyHandler\./,
    },
    {
      name: 'an object with a method bind',
      props: () => ({ replyHandler: { bind: () => ({}) } }),
      message: /replyHandler must be a ReplyHandler, got an object\. Use one of the factories of ReplyHandler/,
    },
    {
      name: 'a reply mode as replyHandler',
      props: () => ({ replyHandler: ReplyMode.asynchronous() }),
      message: /replyHandler must be a ReplyHandler, got an object of class BuiltInReplyMode/,
    },
    { name: 'null as replyHandler', props: () => ({ replyHandler: null }), message: /replyHandler must be.*got null/ },
    {
      name: 'the name of a mode as replyMode',
      props: () => ({ replyMode: 'asynchronous' }),
      message: /replyMode must be a ReplyMode, got a string\. Use ReplyMode\.synchronous\(\) or ReplyMode\.asynchronous/,
    },
    {
      name: 'a reply handler as replyMode',
      props: () => ({ replyMode: ReplyHandler.echo() }),
      message: /replyMode must be a ReplyMode, got an object of class BuiltInReplyHandler/,
    },
    {
      name: 'an HTTP API as endpoint',
      props: (stack) => ({ endpoint: new apigatewayv2.HttpApi(stack, 'Api') }),
      message: /endpoint must be a WebhookEndpoint, got an object of class HttpApi\. Use WebhookEndpoint\.httpApi\(\{ api \}\)/,
    },
    {
      name: 'a REST API as endpoint',
      props: (stack) => ({ endpoint: new apigateway.RestApi(stack, 'Api') }),
      message: /Use WebhookEndpoint\.restApi\(\{ api \}\)/,
    },
    {
      name: 'a URL as endpoint',
      props: () => ({ endpoint: 'https://sms.example.com/sms' }),
      message: /endpoint must be a WebhookEndpoint, got a string\. Use webhookUrl/,
    },
    {
      name: 'a function as endpoint',
      props: (stack) => ({ endpoint: functionIn(stack) }),
      message: /endpoint must be a WebhookEndpoint.*httpApi\(\), restApi\(\) or functionUrl\(\)/,
    },
    {
      name: 'numbers as phoneNumbers',
      props: () => ({ phoneNumbers: ['+15551234567'] }),
      message: /an entry of phoneNumbers must be a MessageSource, got a string\. Use MessageSource\.phoneNumber\(number\)/,
    },
    { name: 'a hole in phoneNumbers', props: () => ({ phoneNumbers: [undefined] }), message: /got null\. Use MessageS/ },
    {
      name: 'one number as phoneNumbers',
      props: () => ({ phoneNumbers: MessageSource.phoneNumber('+15551234567') }),
      message: /phoneNumbers must be an array, got an object of class MessageSource\. Use \[MessageSource/,
    },
    {
      name: 'true as deduplication',
      props: () => ({ deduplication: true }),
      message: /deduplication must be an object of props, got a boolean\. Give an object such as \{\}/,
    },
    { name: 'true as webhookAlias', props: () => ({ webhookAlias: true }), message: /webhookAlias must be an object/ },
    { name: 'a list as props', props: () => [], message: /^Stack\/Sms must be an object of props, got an array\./ },
    { name: 'null as props', props: () => null, message: /^Stack\/Sms must be an object of props, got null\./ },
  ])('$name', ({ props, message }) => {
    expect(() => gatewayIn((stack) => untyped(props(stack)))).toThrow(message);
  });

  test('a number is not repeated in the error', () => {
    expect(() => gatewayIn(untyped({ phoneNumbers: ['+15551234567'] }))).not.toThrow(/1234567/);
  });
});

test('objects of another copy of this library are accepted', () => {
  let copy!: Library;
  jest.isolateModules(() => {
    copy = jest.requireActual('../../src');
  });

  expect(copy.ReplyHandler).not.toBe(ReplyHandler);
  const { template } = gatewayIn({
    replyHandler: copy.ReplyHandler.text('From the other copy'),
    replyMode: copy.ReplyMode.asynchronous(),
    endpoint: copy.WebhookEndpoint.functionUrl(),
  });
  template().resourceCountIs('AWS::Lambda::Url', 1);
  template().resourceCountIs('AWS::SQS::Queue', 2);
});

describe('an unknown prop is rejected', () => {
  test.each<{ name: string; create: (stack: Stack) => unknown; message: RegExp }>([
    {
      name: 'a misspelled prop of the gateway',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ replyHandeler: ReplyHandler.echo() })),
      message: /^Stack\/Sms: unknown prop "replyHandeler"\. Did you mean "replyHandler"\?$/,
    },
    {
      name: 'a prop in other case',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ webhookURL: 'https://example.com' })),
      message: /unknown prop "webhookURL"\. Did you mean "webhookUrl"\?/,
    },
    {
      name: 'a prop without its end',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ phoneNumber: [] })),
      message: /Did you mean "phoneNumbers"\?/,
    },
    {
      name: 'a prop that is like no other',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ x: 1 })),
      message: /unknown prop "x"\. Remove it\. The known props are additionalAuthTokenSecrets, apiKeySecret, architecture, .*, webhookUrl\.$/,
    },
    {
      name: 'a prop named as a member of every object',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped(JSON.parse('{"toString":1}'))),
      message: /unknown prop "toString"/,
    },
    {
      name: 'a reply handler instead of props',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped(ReplyHandler.echo())),
      message: /unknown prop "bind"/,
    },
    {
      name: 'an option of deduplication',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ deduplication: { tabel: 1 } })),
      message: /^Stack\/Sms: deduplication: unknown prop "tabel"\. Did you mean "table"\?/,
    },
    {
      name: 'an option of authTokenRotation',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ authTokenRotation: { automaticallyAfterDays: 3 } })),
      message: /authTokenRotation: unknown prop "automaticallyAfterDays"\. Did you mean "automaticallyAfter"/,
    },
    {
      name: 'an option of webhookAlias',
      create: (stack) => new TwilioSmsGateway(stack, 'Sms', untyped({ webhookAlias: { provisionedConcurrentExecution: 3 } })),
      message: /webhookAlias: unknown prop.*Did you mean "provisionedConcurrentExecutions"/,
    },
    {
      name: 'an option of httpApi',
      create: () => WebhookEndpoint.httpApi({ pathh: '/sms' } as object),
      message: /^WebhookEndpoint\.httpApi: unknown prop "pathh"\. Did you mean "path"\?/,
    },
    {
      name: 'an option of restApi',
      create: () => WebhookEndpoint.restApi({ webAcl: 'arn' } as object),
      message: /^WebhookEndpoint\.restApi: unknown prop "webAcl"/,
    },
    {
      name: 'an option of a domain of restApi',
      create: () => WebhookEndpoint.restApi({ domainMapping: { mappingKey: 'x' } as never }),
      message: /^WebhookEndpoint\.restApi: domainMapping: unknown prop "mappingKey"/,
    },
    {
      name: 'an option of functionUrl',
      create: () => WebhookEndpoint.functionUrl({ Path: '/sms' } as object),
      message: /^WebhookEndpoint\.functionUrl: unknown prop "Path"\. Did you mean "path"\?/,
    },
    {
      name: 'an option of asynchronous',
      create: () => ReplyMode.asynchronous({ timeOut: Duration.minutes(1) } as object),
      message: /^ReplyMode\.asynchronous: unknown prop "timeOut"\. Did you mean "timeout"\?/,
    },
    {
      name: 'an option of fromModule',
      create: () => ReplyHandler.fromModule(REPLY, { env: {} } as object),
      message: /^ReplyHandler\.fromModule: unknown prop "env"\. Remove it\. The known props are define, environment/,
    },
    {
      name: 'an option of fromCode',
      create: () => ReplyHandler.fromCode(lambda.Code.fromAsset(path.dirname(REPLY)), { replymodule: 'a.mjs' } as object),
      message: /^ReplyHandler\.fromCode: unknown prop "replymodule"\. Did you mean "replyModule"\?/,
    },
    {
      name: 'an option of toQueue',
      create: (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgment: 'Hi' } as object),
      message: /^ReplyHandler\.toQueue: unknown prop "acknowledgment"\. Did you mean "acknowledgement"\?/,
    },
    {
      name: 'an option of toTopic',
      create: (stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Topic'), { ack: 'Hi' } as object),
      message: /^ReplyHandler\.toTopic: unknown prop "ack"/,
    },
    {
      name: 'an option of toEventBus',
      create: (stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus'), { detailtype: 'Hi' } as object),
      message: /^ReplyHandler\.toEventBus: unknown prop "detailtype"\. Did you mean "detailType"\?/,
    },
    {
      name: 'an option of toStateMachine',
      create: (stack) => ReplyHandler.toStateMachine(
        sfn.StateMachine.fromStateMachineName(stack, 'Machine', 'machine'), { acknowledgements: 'Hi' } as object),
      message: /^ReplyHandler\.toStateMachine: unknown prop "acknowledgements"/,
    },
    {
      name: 'an option of a number',
      create: () => MessageSource.phoneNumber('+15551234567', { fallbackURL: 'https://example.com' } as object),
      message: /^MessageSource\.phoneNumber: unknown prop "fallbackURL"\. Did you mean "fallbackUrl"\?/,
    },
    {
      name: 'an option of a Messaging Service',
      create: () => MessageSource.messagingService(`MG${'0'.repeat(32)}`, { overwrites: true } as object),
      message: /^MessageSource\.messagingService: unknown prop "overwrites"\. Did you mean "overwrite"\?/,
    },
  ])('$name', ({ create, message }) => {
    expect(() => create(new Stack(new App(), 'Stack'))).toThrow(message);
  });

  test('a prop that is undefined counts as left out', () => {
    expect(() => gatewayIn(untyped({ replyHandeler: undefined }))).not.toThrow();
  });
});
