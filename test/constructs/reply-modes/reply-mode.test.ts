import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, ReplyMode, TwilioSmsGateway } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const folder = mkdtempSync(path.join(tmpdir(), 'reply-mode-'));
writeFileSync(path.join(folder, 'reply.mjs'), 'export default () => "Hi";');

/** Each handler: what it brings, and what the role of its function is allowed besides secret, log and queues. */
interface HandlerRow {
  readonly handler: (stack: Stack) => ReplyHandler;
  readonly module: string;
  readonly allowed?: string;
  readonly layered?: boolean;
}
const HANDLERS: Record<string, HandlerRow> = {
  'echo': { handler: () => ReplyHandler.echo(), module: 'echo' },
  'text': { handler: () => ReplyHandler.text('Hi'), module: './reply.mjs' },
  'fromModule': { handler: () => ReplyHandler.fromModule(path.join(folder, 'reply.mjs')), module: './reply.mjs' },
  'fromCode': { handler: () => ReplyHandler.fromCode(lambda.Code.fromAsset(folder)), module: './reply.mjs' },
  'fromCode of an archive': {
    handler: (stack) => ReplyHandler.fromCode(lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'code.zip')),
    module: '/var/task/reply.mjs',
    layered: true,
  },
  'fromFunction': {
    handler: (stack) => ReplyHandler.fromFunction(lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:123456789012:function:fn')),
    module: './reply.mjs',
    allowed: 'lambda:InvokeFunction',
  },
  'toQueue': {
    handler: (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS })),
    module: './reply.mjs',
    allowed: 'kms:GenerateDataKey', // sqs:SendMessage is what a webhook needs, too
  },
  'toTopic': {
    handler: (stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Topic')),
    module: './reply.mjs',
    allowed: 'sns:Publish',
  },
  'toEventBus': {
    handler: (stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Bus')),
    module: './reply.mjs',
    allowed: 'events:PutEvents',
  },
  'toStateMachine': {
    handler: (stack) => ReplyHandler.toStateMachine(new sfn.StateMachine(stack, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
    })),
    module: './reply.mjs',
    allowed: 'states:StartExecution',
  },
};

function functions(template: Template): Record<string, any> {
  return Object.fromEntries(Object.entries(template.findResources('AWS::Lambda::Function'))
    .filter(([id]) => id.startsWith('Sms')).map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties]));
}

function allowed(template: Template, role: string): string {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(`${role}DefaultPolicy`));
  return JSON.stringify(policies.map(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.map(({ Action }: any) => Action)));
}

describe.each(Object.entries(HANDLERS).map(([name, row]) => ({ name, ...row })))('$name', ({ handler, module, allowed: permission, layered = false }) => {
  const runs = (props: { replyMode?: ReplyMode }) => gatewayIn((stack) => ({
    replyHandler: handler(stack),
    ...props,
  })).template();

  test.each([
    { name: 'by default', props: {} },
    { name: 'synchronously', props: { replyMode: ReplyMode.synchronous() } },
  ])('$name runs in the webhook function', ({ props }) => {
    const template = runs(props);
    const { SmsFunction: webhook, ...others } = functions(template);

    expect(others).toEqual({});
    expect(webhook.Handler).toBe(layered ? '/opt/gateway.handler' : 'gateway.handler');
    expect(webhook.Environment.Variables.TWILIO_GATEWAY_REPLY_MODULE).toBe(module);
    if (permission) expect(allowed(template, 'SmsRole')).toContain(permission);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  });

  test('asynchronously runs in the worker, and the webhook has none of its permissions', () => {
    const template = runs({ replyMode: ReplyMode.asynchronous() });
    const { SmsFunction: webhook, SmsWorkerFunction: worker } = functions(template);

    expect(webhook.Handler).toBe('gateway.handler');
    expect(webhook.Layers).toBeUndefined();
    expect(worker.Handler).toBe(layered ? '/opt/worker.handler' : 'worker.handler');
    expect(worker.Environment.Variables.TWILIO_GATEWAY_REPLY_MODULE).toBe(module);
    if (permission) {
      expect(allowed(template, 'SmsWorkerRole')).toContain(permission);
      expect(allowed(template, 'SmsRole')).not.toContain(permission);
    }
    expect(JSON.stringify(allowed(template, 'SmsRole'))).not.toContain('*');
  });
});

test('switching the mode changes neither id nor hash of the function that Twilio reaches', () => {
  const ids = [ReplyMode.synchronous(), ReplyMode.asynchronous()].map((replyMode) => {
    const { stack, gateway } = gatewayIn({ replyMode });
    return [gateway.webhookFunction.functionArn, gateway.webhookUrl].map((token) => stack.resolve(token));
  });

  expect(ids[1]).toEqual(ids[0]);
});

test('a mode can be used by several gateways', () => {
  const stack = new Stack(new App(), 'Stack');
  const replyMode = ReplyMode.asynchronous();
  ['One', 'Two'].forEach((id) => new TwilioSmsGateway(stack, id, { replyMode }));

  Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
});

test('metricDeadLetters throws in synchronous mode', () => {
  expect(() => gatewayIn().gateway.metricDeadLetters()).toThrow(
    'Stack/Sms: metricDeadLetters needs ReplyMode.asynchronous(), ' +
    'got a synchronous gateway without a dead-letter queue. Set replyMode');
});
