import { Template } from '../../../src/local/assembly/cloud-assembly';
import { resolve } from '../../../src/local/assembly/intrinsics';

const template: Template = {
  Resources: {
    Secret: { Type: 'AWS::SecretsManager::Secret' },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Topic: { Type: 'AWS::SNS::Topic' },
  },
  Parameters: { Size: { Default: 5 }, Open: {} },
};

test.each<{ name: string; value: unknown; resolved: unknown }>([
  {
    name: 'a literal',
    value: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf',
    resolved: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf',
  },
  {
    name: 'Ref of a secret: an ARN',
    value: { Ref: 'Secret' },
    resolved: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Secret-local1',
  },
  { name: 'Ref of a topic: an ARN', value: { Ref: 'Topic' }, resolved: 'arn:aws:sns:us-east-1:000000000000:Topic' },
  { name: 'Ref of another resource: a name', value: { Ref: 'Bucket' }, resolved: 'local-Bucket' },
  { name: 'Ref of a parameter: its default', value: { Ref: 'Size' }, resolved: 5 },
  { name: 'Ref of a parameter without default', value: { Ref: 'Open' }, resolved: 'local-Open' },
  { name: 'Ref of a pseudo-parameter', value: { Ref: 'AWS::Region' }, resolved: 'us-east-1' },
  {
    name: 'GetAtt of an ARN',
    value: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
    resolved: 'arn:aws:s3:us-east-1:000000000000:local-Bucket',
  },
  {
    name: 'GetAtt of the ARN of a table',
    value: { 'Fn::GetAtt': ['Table', 'Arn'] },
    resolved: 'arn:aws:dynamodb:us-east-1:000000000000:table/Table',
  },
  { name: 'GetAtt in its short form', value: { 'Fn::GetAtt': 'Table.StreamArn' }, resolved: 'local-Table-StreamArn' },
  {
    name: 'GetAtt of what is not there',
    value: { 'Fn::GetAtt': ['Gone', 'Arn'] },
    resolved: 'arn:aws:unknown:us-east-1:000000000000:local-Gone',
  },
  { name: 'Join', value: { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 's3']] }, resolved: 'arn:aws:s3' },
  {
    name: 'Sub',
    value: { 'Fn::Sub': 'https://${Table.Name}.${AWS::URLSuffix}/${!literal}' },
    resolved: 'https://local-Table-Name.amazonaws.com/${literal}',
  },
  {
    name: 'Sub with variables',
    value: { 'Fn::Sub': ['${a}-${Size}', { a: { Ref: 'AWS::AccountId' } }] },
    resolved: '000000000000-5',
  },
  {
    name: 'Select and Split',
    value: { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Topic' }] }] },
    resolved: 'Topic',
  },
  { name: 'ImportValue', value: { 'Fn::ImportValue': 'Shared' }, resolved: 'local-import-Shared' },
  {
    name: 'one that only a deployment knows',
    value: { 'Fn::FindInMap': ['a', 'b', 'c'] },
    resolved: 'local-FindInMap',
  },
  { name: 'within objects and lists', value: { a: [{ Ref: 'Size' }], b: null }, resolved: { a: [5], b: null } },
])('$name is resolved', ({ value, resolved }) => {
  expect(resolve(value, template)).toEqual(resolved);
});

test('inherited names are not taken for functions', () => {
  expect(resolve({ constructor: 'x' }, template)).toEqual({ constructor: 'x' });
});
