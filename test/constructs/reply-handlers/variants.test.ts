import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Aspects, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { inspect, Mode, MODES, Permission } from './inspect';
import { ReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig, TwilioSmsGateway } from '../../../src';
import { fromRoot } from '../../support/paths';
import { ServedApp, synthesize } from '../../support/served-app';
import { environmentOf, gatewayIn } from '../../support/synthesize';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

const folder = mkdtempSync(path.join(tmpdir(), 'variants-'));
const MODULE = path.join(folder, 'reply.mjs');
writeFileSync(MODULE, "export default () => 'Hello';");
const BUNDLED = fromRoot('examples/custom-reply/reply.ts');

/** As a user of the library would write it: a module and a table that it may read. */
class FromTable extends ReplyHandler {
  public constructor(private readonly entry = BUNDLED) {
    super();
  }

  public bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig {
    const table = new dynamodb.Table(scope, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    table.grant(options.gateway, 'dynamodb:GetItem');
    return ReplyHandler.fromModule(this.entry, { environment: { TABLE: table.tableName } }).bind(scope, options);
  }
}

const SOURCE_MAPS = { NODE_OPTIONS: '--enable-source-maps' };
const TABLE = expect.stringMatching(/^SmsReplyHandlerTable\w+$/);
const inS3 = (stack: Stack) => lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'key');

interface Adds {
  readonly module: string;
  readonly types?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly permissions?: readonly Permission[];
  /** Whether the gateway comes as a layer. */
  readonly isOpaque?: boolean;
}

/** handler, what it adds to the echo gateway of the same mode; those that pass messages on are in targets.test.ts */
const VARIANTS: Array<{ name: string; handler: (stack: Stack) => ReplyHandler; adds: Adds }> = [
  { name: 'echo', handler: () => ReplyHandler.echo(), adds: { module: 'echo' } },
  { name: 'text', handler: () => ReplyHandler.text('Hello'), adds: { module: './reply.mjs' } },
  {
    name: 'fromModule',
    handler: () => ReplyHandler.fromModule(BUNDLED),
    adds: { module: './reply.mjs', environment: SOURCE_MAPS },
  },
  {
    name: 'fromModule with environment',
    handler: () => ReplyHandler.fromModule(BUNDLED, { environment: { A: 'b' } }),
    adds: { module: './reply.mjs', environment: { ...SOURCE_MAPS, A: 'b' } },
  },
  {
    name: 'fromModule without source map',
    handler: () => ReplyHandler.fromModule(BUNDLED, { sourceMap: false }),
    adds: { module: './reply.mjs' },
  },
  {
    name: 'fromCode, a folder',
    handler: () => ReplyHandler.fromCode(lambda.Code.fromAsset(folder), { environment: { A: 'b' } }),
    adds: { module: './reply.mjs', environment: { A: 'b' } },
  },
  {
    name: 'fromCode, in S3',
    handler: (stack) => ReplyHandler.fromCode(inS3(stack), { environment: { A: 'b' } }),
    adds: {
      module: '/var/task/reply.mjs',
      types: ['AWS::Lambda::LayerVersion'],
      environment: { A: 'b' },
      isOpaque: true,
    },
  },
  {
    name: "one's own",
    handler: () => new FromTable(),
    adds: {
      module: './reply.mjs',
      types: ['AWS::DynamoDB::Table'],
      environment: { ...SOURCE_MAPS, TABLE: { Ref: TABLE } },
      permissions: [{ actions: ['dynamodb:GetItem'], resources: [{ 'Fn::GetAtt': [TABLE, 'Arn'] }] }],
    },
  },
];

describe.each((Object.keys(MODES) as Mode[]).map((mode) => ({ mode })))('in $mode mode', ({ mode }) => {
  const echo = inspect(() => ReplyHandler.echo(), mode);

  test.each(VARIANTS)('$name adds what it needs to the echo gateway, and nothing else', ({ handler, adds: { module, types = [], environment = {}, permissions = [], isOpaque = false } }) => {
    const actual = inspect(handler, mode);

    expect(actual.types).toEqual([...echo.types, ...types].sort());
    expect(actual.environment).toEqual({ ...echo.environment, ...environment, TWILIO_GATEWAY_REPLY_MODULE: module });
    expect(actual.permissions).toHaveLength(echo.permissions.length + permissions.length);
    expect(actual.permissions).toEqual(expect.arrayContaining([...echo.permissions, ...permissions]));
    expect(actual.permissions.filter(({ resources }) => resources.includes('*'))).toEqual([]);
    expect([actual.handler, actual.layers.length]).toEqual(isOpaque ? [`/opt/${echo.handler}`, 1] : [echo.handler, 0]);
    if (mode === 'asynchronous') {
      // The webhook function has neither the environment nor the permissions of the reply handler.
      expect([actual.webhookEnvironment, actual.webhookPermissions])
        .toEqual([echo.webhookEnvironment, echo.webhookPermissions]);
    }
  });

  test('grants to the gateway apply to the function that runs the handler, and to no other', () => {
    const granted = inspect((stack) => {
      const table = new dynamodb.Table(stack, 'Table', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      });
      Aspects.of(stack).add({ visit: (node) => void (node instanceof TwilioSmsGateway && table.grantReadData(node)) });
      return ReplyHandler.fromModule(BUNDLED);
    }, mode);
    const mayRead = (permissions: readonly Permission[]) => permissions.some(({ actions }) => actions.includes('dynamodb:GetItem'));

    expect([mayRead(granted.permissions), mayRead(granted.webhookPermissions)]).toEqual([true, mode === 'synchronous']);
  });
});

test('the function and its log group are the same for every reply handler', () => {
  const resources = (handler: ReplyHandler) => gatewayIn({ replyHandler: handler }).template().toJSON().Resources;
  const ids = (handler: ReplyHandler) => Object.entries<any>(resources(handler))
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function' || Type === 'AWS::Logs::LogGroup').map(([id]) => id);

  expect(ids(ReplyHandler.fromModule(BUNDLED))).toEqual(ids(ReplyHandler.echo()));
  expect(ids(new FromTable())).toEqual(ids(ReplyHandler.text('Hello')));
});

test("the environment of the gateway's props overrides that of the handler", () => {
  const template = gatewayIn({
    replyHandler: ReplyHandler.fromModule(BUNDLED),
    environment: { NODE_OPTIONS: '--max-http-header-size=16384' },
  }).template();

  expect(environmentOf(template)).toMatchObject({ NODE_OPTIONS: '--max-http-header-size=16384' });
});

test("a user's reply handler answers a signed message, with its environment", async () => {
  const own = path.join(folder, 'own.mjs');
  writeFileSync(own, 'export default ({ body }) => `${body} from ${process.env.TABLE}`;');
  const app = await ServedApp.start(synthesize({ replyHandler: new FromTable(own) }));
  const exchange = await app.text('Hi');
  await app.close();

  expect(exchange).toEqual({ status: 200, messages: [{ body: expect.stringMatching(/^Hi from \S*Table/) }] });
});
