import { existsSync, mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Deduplication, ReplyHandler, ReplyMode, DeduplicationFailureMode, TwilioSmsGateway, TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { lambdaFiles } from '../../../src/constructs/code/lambda-files';
import { readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { fromRoot } from '../../support/paths';
import { rolesOf } from '../../support/permissions';
import { gatewayIn } from '../../support/synthesize';

jest.setTimeout(60_000); // apps are synthesized

const REPLY = fromRoot('examples/custom-reply/reply.ts');
const FILES = lambdaFiles('deduplication').map((file) => path.basename(file));
const BRING = (stack: Stack) => dynamodb.Table.fromTableName(stack, 'Brought', 'brought');

function synthesize(props: TwilioSmsGatewayProps | ((stack: Stack) => TwilioSmsGatewayProps)) {
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'deduplication-')) });
  const stack = new Stack(app, 'Stack');
  const gateway = new TwilioSmsGateway(stack, 'Sms', typeof props === 'function' ? props(stack) : props);
  const { directory } = app.synth();
  const assembly = readCloudAssembly(directory);
  const [{ template, assets }] = assembly.templates;
  const resources = Object.values(template.Resources!);
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return {
    gateway,
    template: Template.fromJSON(template),
    environments: functions.map(({ Properties }) =>
      (Properties as any).Environment.Variables as Record<string, unknown>),
    /** Folders with the code of the functions and layers that are assets. */
    code: resources.filter(({ Type }) => /^AWS::Lambda::(Function|LayerVersion)$/.test(Type))
      .map(({ Properties }) => assets.get((Properties as any).Code?.S3Key ?? (Properties as any).Content?.S3Key))
      .filter((folder): folder is string => folder !== undefined),
    onTable: rolesOf(assembly).map(({ permissions }) => permissions.filter(({ action }) => action.startsWith('dynamodb:'))),
  };
}

test('the table is on demand, encrypted with the AWS managed key, has time to live, no point-in-time recovery, and is retained', () => {
  const { template, gateway } = synthesize({ deduplication: {} });

  template.hasResource('AWS::DynamoDB::Table', {
    Properties: {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    },
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
  expect(JSON.stringify(template.findResources('AWS::DynamoDB::Table'))).not.toMatch(/PointInTime|TableName/);
  expect(gateway.deduplicationTable).toBeInstanceOf(dynamodb.Table);
});

test('key and removal policy of the created table may be chosen', () => {
  const { template } = synthesize((stack) => ({
    deduplication: { removalPolicy: RemovalPolicy.DESTROY },
    encryptionKey: new kms.Key(stack, 'Key'),
  }));

  template.hasResource('AWS::DynamoDB::Table', {
    Properties: {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } },
    },
    DeletionPolicy: 'Delete',
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
          },
        },
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      }]),
    },
  });
});

test('the user\'s table is used without changes', () => {
  const { template, environments, gateway } = synthesize((stack) => ({ deduplication: { table: BRING(stack) } }));

  template.resourceCountIs('AWS::DynamoDB::Table', 0);
  expect(environments).toMatchObject([{ TWILIO_GATEWAY_DEDUPLICATION_TABLE: 'brought' }]);
  expect(gateway.deduplicationTable?.tableName).toBe('brought');
  expect(() => synthesize((stack) => ({
    deduplication: { table: BRING(stack), removalPolicy: RemovalPolicy.DESTROY },
  })))
    .toThrow(
      'Stack/Sms: deduplication.removalPolicy and deduplication.table are both set, ' +
      'but removalPolicy works only for the table that the gateway creates. ' +
      'Leave one of them out, or set the policy where you create the table.');
});

test.each<{ name: string; deduplication: Deduplication; required?: string }>([
  { name: 'the default', deduplication: {} },
  { name: 'FAIL_OPEN', deduplication: { failureMode: DeduplicationFailureMode.FAIL_OPEN } },
  {
    name: 'FAIL_CLOSED',
    deduplication: { failureMode: DeduplicationFailureMode.FAIL_CLOSED },
    required: 'true',
  },
])('only FAIL_CLOSED is in the environment: $name', ({ deduplication, required }) => {
  for (const replyMode of [ReplyMode.synchronous(), ReplyMode.asynchronous()]) {
    const { environments } = synthesize({ deduplication, replyMode });
    expect(new Set(environments.map(({ TWILIO_GATEWAY_DEDUPLICATION_REQUIRED: value }) => value)))
      .toEqual(new Set([required]));
  }
});

const HANDLERS: ReadonlyArray<{ name: string; handler: (stack: Stack) => ReplyHandler }> = [
  { name: 'echo', handler: () => ReplyHandler.echo() },
  { name: 'text', handler: () => ReplyHandler.text('Hello') },
  { name: 'fromModule', handler: () => ReplyHandler.fromModule(REPLY) },
  {
    name: 'fromCode, a folder',
    handler: () => ReplyHandler.fromCode(lambda.Code.fromAsset(path.dirname(REPLY)), { replyModule: 'reply.ts' }),
  },
  {
    name: 'fromCode, in S3',
    handler: (stack) => ReplyHandler.fromCode(lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'key')),
  },
  {
    name: 'fromFunction',
    handler: (stack) => ReplyHandler.fromFunction(lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:123456789012:function:fn')),
  },
  {
    name: 'toQueue',
    handler: (stack) => ReplyHandler.toQueue(sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:123456789012:queue')),
  },
];

describe.each(HANDLERS)('$name', ({ handler }) => {
  test.each([
    { name: 'synchronous', mode: () => ReplyMode.synchronous(), functions: 1 },
    { name: 'asynchronous', mode: () => ReplyMode.asynchronous(), functions: 2 },
  ])('$name mode: every function has the code, the table and two permissions on it', ({ mode, functions }) => {
    const { code, environments, onTable, template } = synthesize((stack) => ({
      replyHandler: handler(stack),
      replyMode: mode(),
      deduplication: {},
    }));

    const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table'));
    expect(environments.map(({ TWILIO_GATEWAY_DEDUPLICATION_TABLE: name }) => name))
      .toEqual(Array(functions).fill({ Ref: table }));
    expect(code).toHaveLength(functions);
    for (const folder of code) {
      for (const file of FILES) {
        expect(readFileSync(path.join(folder, file)).equals(readFileSync(lambdaFiles('deduplication')[FILES.indexOf(file)])))
          .toBe(true);
      }
    }
    const resources = [`arn:aws:dynamodb:us-east-1:000000000000:table/${table}`];
    expect(onTable).toEqual(Array(functions).fill([
      { action: 'dynamodb:GetItem', resources },
      { action: 'dynamodb:PutItem', resources },
    ]));
  });
});

test('without deduplication no function has anything of it', () => {
  for (const replyMode of [ReplyMode.synchronous(), ReplyMode.asynchronous()]) {
    const { code, environments, onTable, template } = synthesize({ replyMode });

    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    expect(environments.flatMap((environment) => Object.keys(environment)).filter((name) => name.includes('DEDUPLICATION')))
      .toEqual([]);
    expect(code.filter((folder) => existsSync(path.join(folder, 'deduplication.mjs')))).toEqual([]);
    expect(onTable.flat()).toEqual([]);
  }
});

test('the echo gateway is the built folder, and deduplication only adds files to it', () => {
  const [off] = synthesize({}).code;
  const [on] = synthesize({ deduplication: {} }).code;
  for (const file of ['gateway.mjs', 'gateway.cjs']) {
    const built = readFileSync(fromRoot('assets/gateway', file));
    expect(readFileSync(path.join(off, file)).equals(built)).toBe(true);
    expect(readFileSync(path.join(on, file)).equals(built)).toBe(true);
  }
  expect(readFileSync(path.join(off, 'gateway.cjs'), 'utf8')).not.toMatch(/PutItem|ConditionalCheck|lockedUntil/);
});

describe('the webhook URL', () => {
  const RETRIES = '#rc=2&rp=5xx,ct,rt';
  const urlOf = (props: TwilioSmsGatewayProps) => {
    const { template, environments: [environment] } = synthesize(props);
    const [output] = Object.values(template.findOutputs('*', {
      Description: 'Set this URL on your Twilio number, under "A message comes in": Webhook, HTTP POST',
    }));
    return { printed: JSON.stringify(output.Value), environment: environment.TWILIO_GATEWAY_WEBHOOK_URL };
  };

  test.each([
    { name: 'an HTTP API', endpoint: WebhookEndpoint.httpApi() },
    { name: 'a function URL', endpoint: WebhookEndpoint.functionUrl() },
    { name: 'a REST API', endpoint: WebhookEndpoint.restApi() },
  ])('of $name tells Twilio to retry', ({ endpoint }) => {
    expect(urlOf({ endpoint, deduplication: {} }).printed).toContain(`/sms${RETRIES}`);
    expect(urlOf({ endpoint }).printed).not.toContain('#');
  });

  test.each([
    { webhookUrl: 'https://sms.example.com/sms', expected: `https://sms.example.com/sms${RETRIES}` },
    { webhookUrl: 'https://sms.example.com/sms?a=b', expected: `https://sms.example.com/sms?a=b${RETRIES}` },
    { webhookUrl: 'https://sms.example.com/sms#rc=5&rp=all', expected: 'https://sms.example.com/sms#rc=5&rp=all' },
    { webhookUrl: 'https://sms.example.com/sms#', expected: 'https://sms.example.com/sms#' },
  ])('webhookUrl $webhookUrl becomes $expected, and that URL is verified', ({ webhookUrl, expected }) => {
    expect(urlOf({ webhookUrl, deduplication: {} })).toEqual({
      printed: JSON.stringify(expected),
      environment: expected,
    });
    expect(urlOf({ webhookUrl })).toEqual({ printed: JSON.stringify(webhookUrl), environment: webhookUrl });
  });

  describe('that is a token', () => {
    const WARNING = Match.stringLikeRegexp('[Aa]ppend "#rc=2&rp=5xx,ct,rt".*cdk-twilio-sms-gateway:retriesUnknown');
    const parameterIn = (stack: Stack) => new CfnParameter(stack, 'Url').valueAsString;

    test('is not changed, and a warning says how to add the retries', () => {
      const { stack, gateway } = gatewayIn((s) => ({ webhookUrl: parameterIn(s), deduplication: {} }));

      expect(stack.resolve(gateway.webhookUrl)).toEqual({ Ref: 'Url' });
      Annotations.fromStack(stack).hasWarning('/Stack/Sms', WARNING);
    });

    test('with a known fragment is not changed, without a warning', () => {
      const { stack, gateway } = gatewayIn((s) => ({
        webhookUrl: `https://${parameterIn(s)}/sms#rc=5`,
        deduplication: {},
      }));

      expect(stack.resolve(gateway.webhookUrl)).toEqual({
        'Fn::Join': ['', ['https://', { Ref: 'Url' }, '/sms#rc=5']],
      });
      Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    });

    test.each<{ name: string; props: TwilioSmsGatewayProps }>([
      { name: 'without deduplication', props: {} },
      { name: 'where the URL is known', props: { deduplication: {}, webhookUrl: 'https://sms.example.com/sms' } },
      { name: 'where the URL is the endpoint\'s own', props: { deduplication: {}, webhookUrl: undefined } },
    ])('$name gets no warning', ({ props }) => {
      Annotations.fromStack(gatewayIn((s) => ({ webhookUrl: parameterIn(s), ...props })).stack)
        .hasNoWarning('*', Match.anyValue());
    });
  });
});
