import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsynchronousReplyOptions, ReplyMode, TwilioSmsGatewayProps } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const asynchronous = (options?: AsynchronousReplyOptions, props?: TwilioSmsGatewayProps) =>
  gatewayIn({ replyMode: ReplyMode.asynchronous(options), ...props });

const idOf = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}[0-9A-F]{8}$`));
const arnOf = (prefix: string) => ({ 'Fn::GetAtt': [idOf(prefix), 'Arn'] });

/** Logical ids without their hashes, by type. */
function resourcesOf(template: Template): Record<string, string> {
  return Object.fromEntries(Object.entries<any>(template.toJSON().Resources).map(([id, { Type }]) => [id.replace(/[0-9A-F]{8}$/, ''), Type]));
}

function functionOf(template: Template, id: string): { Properties: any } {
  const found = Object.entries(template.findResources('AWS::Lambda::Function')).find(([name]) => name.startsWith(id));
  return found![1] as { Properties: any };
}

/** Statements of the policy of one role: action, resource. */
function permissionsOf(template: Template, id: string): unknown[] {
  const found = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => name.startsWith(id));
  return found.flatMap(([, { Properties: { PolicyDocument } }]) =>
    PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, Resource]));
}

describe('the resources', () => {
  const { gateway, stack, template } = asynchronous();

  test('are those of synchronous mode and, under other ids, those of the worker', () => {
    const before = resourcesOf(gatewayIn().template());
    const { ...resources } = resourcesOf(template());

    expect(resources).toEqual({
      ...before,
      SmsWorkerRole: 'AWS::IAM::Role',
      SmsWorkerRoleDefaultPolicy: 'AWS::IAM::Policy',
      SmsWorkerLogGroup: 'AWS::Logs::LogGroup',
      SmsWorkerFunction: 'AWS::Lambda::Function',
      SmsWorkerQueue: 'AWS::SQS::Queue',
      SmsWorkerQueuePolicy: 'AWS::SQS::QueuePolicy',
      SmsWorkerDeadLetterQueue: 'AWS::SQS::Queue',
      SmsWorkerDeadLetterQueuePolicy: 'AWS::SQS::QueuePolicy',
      SmsWorkerEventSource: 'AWS::Lambda::EventSourceMapping',
    });
    const ids = Object.keys(template().toJSON().Resources);
    // Hashes too: nothing is replaced
    expect(ids).toEqual(expect.arrayContaining(Object.keys(gatewayIn().template().toJSON().Resources)));
  });

  test('are an encrypted FIFO queue in high-throughput mode, with six times the worker\'s timeout and the longest retention of SQS', () => {
    template().hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      ContentBasedDeduplication: Match.absent(),
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 14 * 24 * 3600,
      RedrivePolicy: {
        deadLetterTargetArn: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetterQueue'), 'Arn'] }),
        maxReceiveCount: 6,
      },
    });
  });

  test('are a FIFO dead-letter queue with the longest retention of SQS', () => {
    template().hasResourceProperties('AWS::SQS::Queue', {
      FifoQueue: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: Match.absent(),
    });
  });

  test('are an event source mapping with one message at a time', () => {
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SmsWorkerQueue'), 'Arn'] },
      ScalingConfig: Match.absent(),
    });
  });

  test('reject requests without TLS', () => {
    const policies = Object.values(template().findResources('AWS::SQS::QueuePolicy'));
    const statements = policies.map(({ Properties }) => Properties.PolicyDocument.Statement[0]);
    expect(statements).toEqual(Array(2).fill(expect.objectContaining({
      Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })));
  });

  test('get no warning', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('are attributes of the gateway', () => {
    expect(gateway.replyFunction).not.toBe(gateway.webhookFunction);
    expect(gateway.grantPrincipal).toBe(gateway.replyFunction.grantPrincipal);
    expect(stack.resolve(gateway.deadLetterQueue!.queueArn)).toEqual(arnOf('SmsWorkerDeadLetterQueue'));
    expect(stack.resolve(gateway.metricDeadLetters().toMetricConfig().metricStat)).toMatchObject({
      namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum',
    });
  });
});

describe('permissions name their resources, without *', () => {
  const { template } = asynchronous();

  test('the webhook may also send messages to the queue', () => {
    expect(permissionsOf(template(), 'SmsRole')).toEqual([
      ['sqs:SendMessage', arnOf('SmsWorkerQueue')],
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf('SmsLogGroup')],
      ['secretsmanager:GetSecretValue', { Ref: idOf('SmsAuthTokenSecret') }],
    ]);
  });

  test('the worker may receive messages, read the token and send to the dead-letter queue', () => {
    const permissions = permissionsOf(template(), 'SmsWorkerRole');

    expect(permissions).toHaveLength(4);
    expect(permissions).toEqual(expect.arrayContaining([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf('SmsWorkerLogGroup')],
      ['secretsmanager:GetSecretValue', { Ref: idOf('SmsAuthTokenSecret') }],
      [
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
        arnOf('SmsWorkerQueue'),
      ],
      ['sqs:SendMessage', arnOf('SmsWorkerDeadLetterQueue')],
    ]));
    expect(JSON.stringify(permissions)).not.toContain('*');
  });

  test('grants to the gateway apply to the worker', () => {
    const { stack, gateway, template: synthesized } = asynchronous();
    new dynamodb.Table(stack, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    }).grantReadData(gateway);

    expect(JSON.stringify(permissionsOf(synthesized(), 'SmsWorkerRole'))).toContain('dynamodb:GetItem');
    expect(JSON.stringify(permissionsOf(synthesized(), 'SmsRole'))).not.toContain('dynamodb');
  });
});

describe('environment', () => {
  const { template } = asynchronous({ acknowledgement: 'One moment' }, {
    environment: { GREETING: 'Hi' },
    errorReply: 'Sorry',
    replyToOptOut: true,
    truncateLongReply: true,
  });

  test('the webhook has the variables to verify and to queue', () => {
    expect(functionOf(template(), 'SmsFunction').Properties.Environment.Variables).toEqual({
      TWILIO_GATEWAY_SECRET_ARN: { Ref: idOf('SmsAuthTokenSecret') },
      TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs',
      TWILIO_GATEWAY_REPLY_TO_OPT_OUT: 'true',
      TWILIO_GATEWAY_TRUNCATE_LONG_REPLY: 'true',
      TWILIO_GATEWAY_TARGET: { Ref: idOf('SmsWorkerQueue') },
      TWILIO_GATEWAY_TARGET_ACKNOWLEDGEMENT: 'One moment',
    });
  });

  test('the worker has the variables of the handler, of the user and its own', () => {
    expect(functionOf(template(), 'SmsWorkerFunction').Properties.Environment.Variables).toEqual({
      GREETING: 'Hi',
      TWILIO_GATEWAY_SECRET_ARN: { Ref: idOf('SmsAuthTokenSecret') },
      TWILIO_GATEWAY_REPLY_MODULE: 'echo',
      TWILIO_GATEWAY_REPLY_TO_OPT_OUT: 'true',
      TWILIO_GATEWAY_TRUNCATE_LONG_REPLY: 'true',
      TWILIO_GATEWAY_ERROR_REPLY: 'Sorry',
      TWILIO_GATEWAY_QUEUE_URL: { Ref: idOf('SmsWorkerQueue') },
      TWILIO_GATEWAY_DEAD_LETTER_QUEUE_URL: { Ref: idOf('SmsWorkerDeadLetterQueue') },
      TWILIO_GATEWAY_MAX_ATTEMPTS: '5',
    });
  });
});

describe('options', () => {
  test('apply to the worker and not to the webhook', () => {
    const { template } = asynchronous(
      { timeout: Duration.minutes(10), memorySize: 1024, maxAttempts: 7, maxConcurrency: 3 },
      {
        memorySize: 512,
        architecture: lambda.Architecture.X86_64,
        tracing: lambda.Tracing.ACTIVE,
        removalPolicy: RemovalPolicy.DESTROY,
      },
    );
    const both = { Architectures: ['x86_64'], TracingConfig: { Mode: 'Active' }, Runtime: 'nodejs24.x' };

    expect(functionOf(template(), 'SmsFunction').Properties).toMatchObject({
      ...both,
      Timeout: 15,
      MemorySize: 512,
      Handler: 'gateway.handler',
    });
    expect(functionOf(template(), 'SmsWorkerFunction').Properties).toMatchObject({
      ...both,
      Timeout: 600,
      MemorySize: 1024,
      Handler: 'worker.handler',
    });
    template().hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 3600,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 8 }),
    });
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 3 } });
  });

  test('the worker has the memory of the gateway by default', () => {
    expect(functionOf(asynchronous({}, { memorySize: 512 }).template(), 'SmsWorkerFunction').Properties.MemorySize)
      .toBe(512);
  });
});
