import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps, WebhookEndpoint } from '../../../src';
import { gatewayIn, statementsOf } from '../../support/synthesize';

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const MODES: Array<{ name: string; replyMode: () => ReplyMode; functions: number }> = [
  { name: 'synchronous', replyMode: ReplyMode.synchronous, functions: 1 },
  { name: 'asynchronous', replyMode: () => ReplyMode.asynchronous(), functions: 2 },
];

function gatewayWith(props: (stack: Stack) => TwilioSmsGatewayProps): { stack: Stack; template: Template } {
  const { stack, template } = gatewayIn(props);
  return { stack, template: template() };
}

const propertiesOf = (template: Template, type: string) => Object.values<any>(template.findResources(type))
  .map(({ Properties }) => Properties);

describe('encryptionKey', () => {
  const { stack, template } = gatewayWith((scope) => ({
    encryptionKey: new kms.Key(scope, 'Key'),
    replyMode: ReplyMode.asynchronous(),
    endpoint: WebhookEndpoint.httpApi(),
  }));
  const key = stack.resolve((stack.node.findChild('Key') as kms.Key).keyArn);

  test('encrypts the secret, three log groups and both queues', () => {
    expect(propertiesOf(template, 'AWS::SecretsManager::Secret').map(({ KmsKeyId }) => KmsKeyId)).toEqual([key]);
    expect(propertiesOf(template, 'AWS::Logs::LogGroup').map(({ KmsKeyId }) => KmsKeyId)).toEqual([key, key, key]);
    expect(propertiesOf(template, 'AWS::SQS::Queue').map(({ KmsMasterKeyId, SqsManagedSseEnabled }) => [KmsMasterKeyId, SqsManagedSseEnabled]))
      .toEqual([[key, undefined], [key, undefined]]);
  });

  test('is used by CloudWatch Logs for log groups of this account and region only, with one statement', () => {
    const statements = propertiesOf(template, 'AWS::KMS::Key')[0].KeyPolicy.Statement;
    const ofLogs = statements.filter(({ Principal }: any) => JSON.stringify(Principal).includes('logs.'));

    expect(ofLogs).toEqual([expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:',
                { Ref: 'AWS::Region' },
                ':',
                { Ref: 'AWS::AccountId' },
                ':log-group:*',
              ],
            ],
          },
        },
      },
    })]);
  });

  test('is used by the roles for the secret and the queue, with the least actions', () => {
    const ofKey = statementsOf(template).filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(key));

    expect(ofKey.filter(({ Condition }) => Condition !== undefined).map(({ Action }) => Action))
      .toEqual(['kms:Decrypt', 'kms:Decrypt']);
    expect(ofKey.filter(({ Condition }) => Condition === undefined).map(({ Action }) => Action))
      .toEqual([['kms:GenerateDataKey', 'kms:Decrypt'], ['kms:GenerateDataKey', 'kms:Decrypt']]);
    expect(ofKey).toHaveLength(4);
  });

  test('may be imported, with a policy that the app cannot change', () => {
    const { template: own } = gatewayWith((scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN) }));

    own.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY_ARN });
    own.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: KEY_ARN });
    own.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('may be of another stack, which does not depend on this one', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const users = new Stack(app, 'Stack');
    new TwilioSmsGateway(users, 'Sms', {
      encryptionKey: new kms.Key(keys, 'Key'),
      replyMode: ReplyMode.asynchronous(),
    });
    app.synth();

    expect(users.dependencies).toEqual([keys]);
    expect(keys.dependencies).toEqual([]);
  });

  test('is used by the rotation too', () => {
    const { template: own } = gatewayWith((scope) => ({
      encryptionKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN),
      authTokenRotation: {},
    }));

    expect(statementsOf(own)).toContainEqual(expect.objectContaining({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: KEY_ARN,
      Condition: expect.anything(),
    }));
  });

  test('does not apply to the user\'s secret and log group', () => {
    const { template: own } = gatewayWith((scope) => ({
      encryptionKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN),
      endpoint: WebhookEndpoint.functionUrl(),
      logGroup: new logs.LogGroup(scope, 'Mine'),
    }));

    expect(propertiesOf(own, 'AWS::Logs::LogGroup').map(({ KmsKeyId }) => KmsKeyId)).toEqual([undefined]);
  });
});

describe('vpc', () => {
  test.each(MODES)('$name: every function is in the private subnets, with the permissions that Lambda needs for them', ({ replyMode, functions }) => {
    const { template } = gatewayWith((scope) => ({
      replyMode: replyMode(),
      vpc: new ec2.Vpc(scope, 'Vpc', { maxAzs: 1 }),
    }));
    const configs = propertiesOf(template, 'AWS::Lambda::Function').flatMap(({ VpcConfig }) => VpcConfig ?? []);

    expect(configs).toHaveLength(functions);
    for (const { SubnetIds } of configs) expect(JSON.stringify(SubnetIds)).toMatch(/PrivateSubnet/);
    expect(statementsOf(template).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('ec2:')))).toEqual(Array(functions).fill({
      Effect: 'Allow',
      Action: [
        'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
    }));
  });

  test.each(MODES)('$name: the user\'s subnets and security groups are used', ({ replyMode, functions }) => {
    const { template } = gatewayWith((scope) => {
      const vpc = new ec2.Vpc(scope, 'Vpc', {
        maxAzs: 1,
        subnetConfiguration: [{ name: 'Sms', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      return {
        replyMode: replyMode(),
        vpc,
        vpcSubnets: { subnetGroupName: 'Sms' },
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(scope, 'Mine', 'sg-0123456789abcdef0')],
      };
    });

    expect(propertiesOf(template, 'AWS::Lambda::Function').map(({ VpcConfig }) => VpcConfig?.SecurityGroupIds).filter(Boolean))
      .toEqual(Array(functions).fill(['sg-0123456789abcdef0']));
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('is required for subnets and security groups', () => {
    expect(() => gatewayIn({
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    })).toThrow(/vpcSubnets.*without configuring a VPC/);
  });

  test('must not put a function into a public subnet, which has no route to the internet for it', () => {
    expect(() => gatewayIn((scope) => ({
      vpc: new ec2.Vpc(scope, 'Vpc'),
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    }))).toThrow(/public subnet/);
  });
});

describe('tracing', () => {
  test.each(MODES)('$name: traces every function, with the two permissions that have no resources', ({ replyMode, functions }) => {
    const { template } = gatewayWith(() => ({ replyMode: replyMode(), tracing: lambda.Tracing.ACTIVE }));

    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
    expect(statementsOf(template).filter(({ Resource }) => Resource === '*'))
      .toEqual(Array(functions).fill({
        Effect: 'Allow',
        Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        Resource: '*',
      }));
  });
});

test('is off by default, and no permission is for all resources', () => {
  const { template } = gatewayWith(() => ({ replyMode: ReplyMode.asynchronous() }));

  template.allResourcesProperties('AWS::Lambda::Function', {
    VpcConfig: Match.absent(),
    TracingConfig: Match.absent(),
    ReservedConcurrentExecutions: Match.absent(),
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.absent() });
  template.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: Match.absent() });
  template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  expect(statementsOf(template).filter(({ Resource }) => JSON.stringify(Resource).includes('*'))).toEqual([]);
});
