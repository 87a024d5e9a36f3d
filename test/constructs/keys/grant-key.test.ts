import { Aws, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { MessageSource, ReplyHandler, ReplyMode, TwilioSmsGatewayProps } from '../../../src';
import { gatewayIn, statementsOf } from '../../support/synthesize';

const ARN = 'arn:aws:kms:eu-central-1:123456789012';
const KEY_ARN = `${ARN}:key/01234567-89ab-cdef-0123-456789abcdef`;
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:twilio-AbCdEf';

const imported = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);

/** Aliases whose key the app knows. */
const KNOWN: Array<{ name: string; keyOf: (stack: Stack) => kms.IKey }> = [
  {
    name: 'an alias of the app',
    keyOf: (stack) => new kms.Alias(stack, 'Alias', { aliasName: 'alias/sms', targetKey: imported(stack) }),
  },
  {
    name: 'an alias of an alias construct',
    keyOf: (stack) => kms.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'alias/sms',
      aliasTargetKey: imported(stack),
    }),
  },
];

/** Aliases whose key the app does not know, with the resource of the permission. */
const HERE = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/*'],
  ],
};
const THERE = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-central-1:123456789012:key/*']] };
const UNKNOWN: Array<{ name: string; keyOf: (stack: Stack) => kms.IKey; resource: unknown }> = [
  {
    name: 'an alias by its name',
    keyOf: (stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/sms'),
    resource: HERE,
  },
  {
    name: 'an alias by its ARN',
    keyOf: (stack) => kms.Key.fromKeyArn(stack, 'Alias', `${ARN}:alias/sms`),
    resource: THERE,
  },
  {
    name: 'an alias by an ARN with tokens',
    keyOf: (stack) => kms.Key.fromKeyArn(stack, 'Alias', `arn:aws:kms:eu-central-1:${Aws.ACCOUNT_ID}:alias/sms`),
    resource: expect.anything(),
  },
];

const keyStatements = (props: (stack: Stack) => TwilioSmsGatewayProps) =>
  statementsOf(gatewayIn(props).template()).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));

/** Whatever a user may bring with a key, and through what the gateway uses the key. */
const BROUGHT: Array<{
  name: string;
  props: (stack: Stack, encryptionKey: kms.IKey) => TwilioSmsGatewayProps;
  service?: string | undefined;
}> = [
  {
    name: 'a secret',
    props: (stack, encryptionKey) => ({
      authTokenSecret: secretsmanager.Secret.fromSecretAttributes(stack, 'Token', {
        secretCompleteArn: SECRET_ARN,
        encryptionKey,
      }),
    }),
    service: 'secretsmanager',
  },
  {
    name: 'a table',
    props: (stack, encryptionKey) => ({
      deduplication: {
        table: dynamodb.Table.fromTableAttributes(stack, 'Table', { tableName: 'texts', encryptionKey }),
      },
    }),
    service: 'dynamodb',
  },
  {
    name: 'a queue',
    props: (stack, encryptionMasterKey) => ({
      replyHandler: ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue', { encryptionMasterKey })),
    }),
  },
  {
    name: 'a topic',
    props: (stack, masterKey) => ({ replyHandler: ReplyHandler.toTopic(new sns.Topic(stack, 'Topic', { masterKey })) }),
  },
];

describe.each(BROUGHT)('$name', ({ props, service }) => {
  test.each(KNOWN)('with $name the role may use its key, since IAM accepts no alias as a key', ({ keyOf }) => {
    expect(keyStatements((stack) => props(stack, keyOf(stack))))
      .toEqual([expect.objectContaining({ Resource: KEY_ARN })]);
  });

  test.each(UNKNOWN)('with $name the role may use only the key of the alias', ({ keyOf, resource }) => {
    expect(keyStatements((stack) => props(stack, keyOf(stack)))).toEqual([expect.objectContaining({
      Resource: resource,
      Condition: {
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/sms' },
        ...(service && { StringEquals: { 'kms:ViaService': expect.anything() } }),
      },
    })]);
  });
});

describe('encryptionKey', () => {
  const everything = (stack: Stack, encryptionKey: kms.IKey): TwilioSmsGatewayProps => ({
    encryptionKey,
    authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET_ARN),
    deduplication: {},
    replyMode: ReplyMode.asynchronous(),
    phoneNumbers: [MessageSource.phoneNumber('+15551234567')],
  });
  const everyKey = /"(?:KmsKeyId|KmsMasterKeyId|KMSMasterKeyId|TWILIO_GATEWAY_PARAMETER_KEY_ARN)":"([^"]+)"/g;

  test.each(KNOWN)('that is $name stands for its key in all resources and statements', ({ keyOf }) => {
    const { template } = gatewayIn((stack) => everything(stack, keyOf(stack)));
    const named = [...JSON.stringify(template().toJSON()).matchAll(everyKey)].map(([, arn]) => arn);

    // The table, two queues, the parameters, and the log groups of the API and of three functions.
    expect(named).toEqual(Array(8).fill(KEY_ARN));
    expect(JSON.stringify(template().findResources('AWS::IAM::Policy'))).not.toContain('alias/');
  });

  test('that is an alias of a new key lets CloudWatch Logs use that key', () => {
    const { stack, template } = gatewayIn((scope) => ({
      encryptionKey: new kms.Key(scope, 'Key').addAlias('alias/sms'),
    }));
    const keyArn = stack.resolve((stack.node.findChild('Key') as kms.Key).keyArn);

    template().allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: keyArn });
    template().hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: keyArn });
    expect(JSON.stringify(template().findResources('AWS::KMS::Key'))).toContain('logs.');
    expect(statementsOf(template())).toContainEqual(expect.objectContaining({
      Action: 'kms:Decrypt',
      Resource: keyArn,
    }));
  });

  test.each(UNKNOWN)('that is $name is rejected, since a log group needs the key itself', ({ keyOf }) => {
    expect(() => gatewayIn((stack) => ({ encryptionKey: keyOf(stack) }))).toThrow(
      /^Stack\/Sms: encryptionKey must be a key, or an alias whose key the app knows, got alias\/sms .*kms\.Key\.fromLookup\(this, 'Key', \{ aliasName: 'alias\/sms' \}\)/);
  });
});
