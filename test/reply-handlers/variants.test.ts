import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig } from '../../src';
import { environmentOf, gatewayIn, statementsOf } from '../synthesize';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

const folder = mkdtempSync(path.join(tmpdir(), 'variants-'));
const MODULE = path.join(folder, 'reply.mjs');
writeFileSync(MODULE, "export default () => 'Hello';");
const BUNDLED = path.join(__dirname, '..', '..', 'examples', 'custom-reply', 'reply.ts');

/** As a user of the library would write it: a module and a table that it may read. */
class FromTable extends ReplyHandler {
  public bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig {
    const table = new dynamodb.Table(scope, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    table.grant(options.gateway, 'dynamodb:GetItem');
    return ReplyHandler.fromModule(BUNDLED, { environment: { TABLE: table.tableName } }).bind(scope, options);
  }
}

/** What every gateway has. */
const OWN_RESOURCES = Object.keys(resourcesOf(gatewayIn().template().toJSON())).sort();
const OWN_STATEMENTS = statementsOf(gatewayIn().template()).map(({ Action }) => [Action].flat().join());

function resourcesOf(template: any): Record<string, number> {
  const types = Object.values<any>(template.Resources).map(({ Type }) => Type as string);
  return Object.fromEntries(types.map((type) => [type, types.filter((other) => other === type).length]));
}

const SOURCE_MAPS = { NODE_OPTIONS: '--enable-source-maps' };

/** handler, its module, what its function has besides what the echo gateway's has: resources, environment, permissions */
test.each<[string, (stack: Stack) => ReplyHandler, string, string[], Record<string, unknown>, string[]]>([
  ['echo', () => ReplyHandler.echo(), 'echo', [], {}, []],
  ['text', () => ReplyHandler.text('Hello'), './reply.mjs', [], {}, []],
  ['fromModule', () => ReplyHandler.fromModule(BUNDLED), './reply.mjs', [], SOURCE_MAPS, []],
  ['fromModule with environment', () => ReplyHandler.fromModule(BUNDLED, { environment: { A: 'b' } }), './reply.mjs', [], { ...SOURCE_MAPS, A: 'b' }, []],
  ['fromModule without source map', () => ReplyHandler.fromModule(BUNDLED, { sourceMap: false }), './reply.mjs', [], {}, []],
  ['fromCode, a folder', () => ReplyHandler.fromCode(lambda.Code.fromAsset(folder)), './reply.mjs', [], {}, []],
  ['fromCode, in S3', (stack) => ReplyHandler.fromCode(lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'key'), { environment: { A: 'b' } }),
    '/var/task/reply.mjs', ['AWS::Lambda::LayerVersion'], { A: 'b' }, []],
  ["one's own", () => new FromTable(), './reply.mjs', ['AWS::DynamoDB::Table'],
    { ...SOURCE_MAPS, TABLE: { Ref: expect.stringMatching(/^SmsReplyHandlerTable/) } }, ['dynamodb:GetItem']],
])('%s', (_, handler, module, resources, environment, actions) => {
  const template = gatewayIn((stack) => ({ replyHandler: handler(stack) })).template();

  expect(Object.keys(resourcesOf(template.toJSON())).sort()).toEqual([...OWN_RESOURCES, ...resources].sort());
  expect(resourcesOf(template.toJSON())['AWS::Lambda::Function']).toBe(1);
  const { TWILIO_GATEWAY_SECRET_ARN, TWILIO_GATEWAY_REPLY_MODULE, ...others } = environmentOf(template);
  expect([TWILIO_GATEWAY_REPLY_MODULE, others]).toEqual([module, environment]);
  expect(statementsOf(template).map(({ Action }) => [Action].flat().join()).sort()).toEqual([...OWN_STATEMENTS, ...actions].sort());
  expect(statementsOf(template).filter(({ Resource }) => [Resource].flat().includes('*'))).toEqual([]);
});

test('the function and its log group are the same ones whatever answers', () => {
  const ids = (handler: ReplyHandler) => Object.entries<any>(gatewayIn({ replyHandler: handler }).template().toJSON().Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function' || Type === 'AWS::Logs::LogGroup').map(([id]) => id);

  expect(ids(ReplyHandler.fromModule(BUNDLED))).toEqual(ids(ReplyHandler.echo()));
  expect(ids(new FromTable())).toEqual(ids(ReplyHandler.text('Hello')));
});

test("the environment of the gateway's props goes before that of the handler", () => {
  const template = gatewayIn({ replyHandler: ReplyHandler.fromModule(BUNDLED), environment: { NODE_OPTIONS: '--max-http-header-size=16384' } }).template();

  expect(environmentOf(template)).toMatchObject({ NODE_OPTIONS: '--max-http-header-size=16384' });
});

test('grants to the gateway reach the function in which the handler runs', () => {
  const { gateway, stack, template } = gatewayIn({ replyHandler: ReplyHandler.fromModule(BUNDLED) });
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  table.grantReadData(gateway);

  expect(statementsOf(template()).some(({ Action }) => [Action].flat().includes('dynamodb:GetItem'))).toBe(true);
});
