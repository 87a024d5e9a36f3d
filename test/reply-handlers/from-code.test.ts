import { execFileSync } from 'child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FromCodeOptions, ReplyHandler } from '../../src';
import { ServedApp, synthesize, temporaryFolder } from '../support/served-app';
import { gatewayIn } from '../synthesize';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const assetOf = (directory: string) =>
  readdirSync(directory).map((name) => path.join(directory, name)).find((folder) => readdirSyncOrNone(folder).includes('gateway.mjs'))!;
const readdirSyncOrNone = (folder: string) => { try { return readdirSync(folder); } catch { return []; } };

describe('a folder', () => {
  test.each<[string, Record<string, string>, FromCodeOptions]>([
    ['reply.mjs', { 'reply.mjs': "import { word } from './lib/word.mjs';\nexport default () => word;", 'lib/word.mjs': "export const word = 'Hello';" }, {}],
    ['another module', { 'dist/index.js': 'exports.reply = () => process.env.WORD;' }, { replyModule: 'dist/index.js', environment: { WORD: 'Hello' } }],
    ['a path that begins with a dot', { 'index.mjs': "export const reply = () => 'Hello';" }, { replyModule: './index.mjs' }],
  ])('with %s answers beside the gateway', async (_, files, options) => {
    const app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromCode(Code.fromAsset(folderWith(files)), options) }));
    const exchange = await app.text('Hi');
    await app.close();

    expect(exchange).toEqual({ status: 200, messages: [{ body: 'Hello' }] });
  });

  test("keeps its asset's own options", () => {
    const code = Code.fromAsset(folderWith({ 'reply.mjs': '', 'notes.md': '' }), { exclude: ['*.md'] });

    expect(readdirSync(assetOf(synthesize({ replyHandler: ReplyHandler.fromCode(code) }))).sort())
      .toEqual(['fetch-media.mjs', 'gateway.cjs', 'gateway.mjs', 'reply.mjs']);
  });

  test.each<[string, Record<string, string>, FromCodeOptions, RegExp]>([
    ['without the module', { 'index.mjs': '', 'other.mjs': '' }, {}, /must have the module reply\.mjs, got index\.mjs, other\.mjs in .*Set replyModule/],
    ['with a file of the gateway', { 'reply.mjs': '', 'gateway.mjs': '' }, {}, /must not have gateway\.mjs at its top/],
    ['and a module outside', { 'reply.mjs': '' }, { replyModule: '../reply.mjs' }, /replyModule must be a path within the code, got \.\.\/reply\.mjs/],
    ['and an absolute path', { 'reply.mjs': '' }, { replyModule: '/reply.mjs' }, /replyModule must be a path within the code, got \/reply\.mjs/],
  ])('%s is refused', (_, files, options, message) => {
    expect(() => synthesize({ replyHandler: ReplyHandler.fromCode(Code.fromAsset(folderWith(files)), options) })).toThrow(message);
  });
});

describe('an archive', () => {
  const inS3 = (options?: FromCodeOptions) => gatewayIn((stack) => ({
    replyHandler: ReplyHandler.fromCode(Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'my-bucket'), 'my.zip'), options),
  }));

  test('in S3 stays the code of the function, and the gateway comes as a layer', () => {
    const template = inS3({ replyModule: 'dist/index.mjs', environment: { WORD: 'Hello' } }).template();

    template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: 'my-bucket', S3Key: 'my.zip' },
      Handler: '/opt/gateway.handler',
      Layers: [{ Ref: Match.stringLikeRegexp('^SmsReplyHandlerGatewayLayer') }],
      Environment: { Variables: { TWILIO_GATEWAY_REPLY_MODULE: '/var/task/dist/index.mjs', WORD: 'Hello' } },
    });
  });

  test('of an asset, too', () => {
    const zip = path.join(folderWith({ 'my.zip': 'PK' }), 'my.zip');

    gatewayIn({ replyHandler: ReplyHandler.fromCode(Code.fromAsset(zip)) }).template().resourceCountIs('AWS::Lambda::LayerVersion', 1);
  });

  test('is found by the gateway in the layer: its module is imported by an absolute path', () => {
    const folder = folderWith({ 'task/reply.mjs': 'export default () => 1;' });
    const { stack } = inS3();
    const layer = assetOf((stack.node.root as App).synth().directory);
    const script = `const { handler } = await import(${JSON.stringify(path.join(layer, 'gateway.mjs'))}); console.log(typeof handler);`;

    expect(readdirSync(layer).sort()).toEqual(['fetch-media.mjs', 'gateway.cjs', 'gateway.mjs']);
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9', TWILIO_GATEWAY_REPLY_MODULE: path.join(folder, 'task/reply.mjs') },
    })).toBe('function\n');
  });
});
