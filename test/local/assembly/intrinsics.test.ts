import { Template } from '../../../src/local/assembly/cloud-assembly';
import { resolve } from '../../../src/local/assembly/intrinsics';

const template: Template = {
  Resources: { Secret: { Type: 'AWS::SecretsManager::Secret' }, Table: { Type: 'AWS::DynamoDB::Table' }, Bucket: { Type: 'AWS::S3::Bucket' }, Topic: { Type: 'AWS::SNS::Topic' } },
  Parameters: { Size: { Default: 5 }, Open: {} },
};

test.each<[name: string, value: unknown, resolved: unknown]>([
  ['a literal', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf'],
  ['Ref of a secret: an ARN', { Ref: 'Secret' }, 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Secret-local1'],
  ['Ref of a topic: an ARN', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:Topic'],
  ['Ref of another resource: a name', { Ref: 'Bucket' }, 'local-Bucket'],
  ['Ref of a parameter: its default', { Ref: 'Size' }, 5],
  ['Ref of a parameter without default', { Ref: 'Open' }, 'local-Open'],
  ['Ref of a pseudo-parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['GetAtt of an ARN', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:us-east-1:000000000000:local-Bucket'],
  ['GetAtt of the ARN of a table', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/Table'],
  ['GetAtt in its short form', { 'Fn::GetAtt': 'Table.StreamArn' }, 'local-Table-StreamArn'],
  ['GetAtt of what is not there', { 'Fn::GetAtt': ['Gone', 'Arn'] }, 'arn:aws:unknown:us-east-1:000000000000:local-Gone'],
  ['Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 's3']] }, 'arn:aws:s3'],
  ['Sub', { 'Fn::Sub': 'https://${Table.Name}.${AWS::URLSuffix}/${!literal}' }, 'https://local-Table-Name.amazonaws.com/${literal}'],
  ['Sub with variables', { 'Fn::Sub': ['${a}-${Size}', { a: { Ref: 'AWS::AccountId' } }] }, '000000000000-5'],
  ['Select and Split', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Topic' }] }] }, 'Topic'],
  ['ImportValue', { 'Fn::ImportValue': 'Shared' }, 'local-import-Shared'],
  ['one that only a deployment knows', { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'local-FindInMap'],
  ['within objects and lists', { a: [{ Ref: 'Size' }], b: null }, { a: [5], b: null }],
])('resolves %s', (_, value, resolved) => {
  expect(resolve(value, template)).toEqual(resolved);
});

test('does not take inherited names for functions', () => {
  expect(resolve({ constructor: 'x' }, template)).toEqual({ constructor: 'x' });
});
