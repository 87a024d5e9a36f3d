import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { TwilioSmsGateway } from '../../../src';

const { STRING, BINARY } = dynamodb.AttributeType;
const ID = { name: 'id', type: STRING };

function withTable(create: (stack: Stack) => dynamodb.ITable): Stack {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  new TwilioSmsGateway(stack, 'Sms', { deduplication: { table: create(stack) } });
  return stack;
}

test.each<{ name: string; create: (stack: Stack) => dynamodb.ITable; message: RegExp }>([
  {
    name: 'another partition key',
    create: (stack) => new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: STRING } }),
    message: /^Stack\/Sms: deduplication\.table must have the partition key "id" of type string and no sort key, got partition key "pk" of type S\./,
  },
  {
    name: 'a partition key of another type',
    create: (stack) => new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: BINARY } }),
    message: /got partition key "id" of type B\./,
  },
  {
    name: 'a sort key',
    create: (stack) => new dynamodb.Table(stack, 'Table', { partitionKey: ID, sortKey: { name: 'sk', type: STRING } }),
    message: /got partition key "id" of type S and sort key "sk" of type S\. Create another table/,
  },
  {
    name: 'another partition key of a global table',
    create: (stack) => new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'Id', type: STRING } }),
    message: /got partition key "Id" of type S\./,
  },
  {
    name: 'another region',
    create: (stack) => dynamodb.Table.fromTableArn(stack, 'Table', 'arn:aws:dynamodb:us-east-1:123456789012:table/t'),
    message: /deduplication\.table must be in the gateway's region eu-west-1, got a table in us-east-1\./,
  },
])('a table with $name is rejected', ({ create, message }) => {
  expect(() => withTable(create)).toThrow(message);
});

test.each<{ name: string; create: (stack: Stack) => dynamodb.ITable }>([
  {
    name: 'a table',
    create: (stack) => new dynamodb.Table(stack, 'Table', { partitionKey: ID, timeToLiveAttribute: 'expiration' }),
  },
  {
    name: 'a global table',
    create: (stack) => new dynamodb.TableV2(stack, 'Table', { partitionKey: ID, timeToLiveAttribute: 'expiration' }),
  },
  { name: 'an imported table', create: (stack) => dynamodb.Table.fromTableName(stack, 'Table', 'messages') },
])('$name with the right key is accepted without a warning', ({ create }) => {
  Annotations.fromStack(withTable(create)).hasNoWarning('*', Match.anyValue());
});

test.each([
  { name: 'no attribute', attribute: undefined },
  { name: 'another attribute', attribute: 'ttl' },
])('a table with $name for time to live gets a warning', ({ attribute }) => {
  const stack = withTable((scope) => new dynamodb.Table(scope, 'Table', {
    partitionKey: ID, timeToLiveAttribute: attribute,
  }));

  Annotations.fromStack(stack).hasWarning('/Stack/Sms', Match.stringLikeRegexp(
    'never deletes.*timeToLiveAttribute: \'expiration\'.*cdk-twilio-sms-gateway:deduplicationTimeToLive'));
});
