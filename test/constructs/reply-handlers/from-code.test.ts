import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { strToU8, zipSync } from 'fflate';
import { FromCodeOptions, ReplyHandler, ReplyMode } from '../../../src';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';
import { gatewayIn } from '../../support/synthesize';

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
  test.each<{ name: string; files: Record<string, string>; options: FromCodeOptions }>([
    {
      name: 'reply.mjs',
      files: {
        'reply.mjs': "import { word } from './lib/word.mjs';\nexport default () => word;",
        'lib/word.mjs': "export const word = 'Hello';",
      },
      options: {},
    },
    {
      name: 'another module',
      files: { 'dist/index.js': 'exports.reply = () => process.env.WORD;' },
      options: { replyModule: 'dist/index.js', environment: { WORD: 'Hello' } },
    },
    {
      name: 'a path as Windows writes it',
      files: { 'dist/reply.mjs': "export const reply = () => 'Hello';" },
      options: { replyModule: path.win32.join('dist', 'reply.mjs') },
    },
    {
      name: 'a path that begins with a dot',
      files: { 'index.mjs': "export const reply = () => 'Hello';" },
      options: { replyModule: './index.mjs' },
    },
  ])('with $name answers beside the gateway', async ({ files, options }) => {
    const app = await ServedApp.start(synthesize({
      replyHandler: ReplyHandler.fromCode(Code.fromAsset(folderWith(files)), options),
    }));
    const exchange = await app.text('Hi');
    await app.close();

    expect(exchange).toEqual({ status: 200, messages: [{ body: 'Hello' }] });
  });

  test('keeps the options of its asset', () => {
    const code = Code.fromAsset(folderWith({ 'reply.mjs': '', 'notes.md': '' }), { exclude: ['*.md'] });

    expect(readdirSync(assetOf(synthesize({ replyHandler: ReplyHandler.fromCode(code) }))).sort())
      .toEqual(['fetch-media.mjs', 'gateway.cjs', 'gateway.mjs', 'reply.mjs']);
  });

  test('with links answers wherever the assembly is moved: links within stay links, targets of other links are copied', async () => {
    const outside = folderWith({ 'name.mjs': "export const name = 'Ada';" });
    const folder = folderWith({
      'reply.mjs': "import { word } from './word.mjs';\nimport { name } from './outside/name.mjs';\nimport own from './node_modules/own/index.mjs';\nexport default () => word + name + own;",
      'lib/word.mjs': "export const word = 'Hello ';",
      'packages/own/index.mjs': "export default '!';",
      'node_modules/README': '',
    });
    symlinkSync('lib/word.mjs', path.join(folder, 'word.mjs'));
    symlinkSync('../packages/own', path.join(folder, 'node_modules/own'));
    symlinkSync(outside, path.join(folder, 'outside'));
    const [made, taken] = [path.join(temporaryFolder(), 'cdk.out'), path.join(temporaryFolder(), 'cdk.out')];
    synthesize({ replyHandler: ReplyHandler.fromCode(Code.fromAsset(folder)) }, made);
    renameSync(made, taken);
    [folder, outside].forEach((gone) => rmSync(gone, { recursive: true }));

    expect(['word.mjs', 'node_modules/own'].map((link) => readlinkSync(path.join(assetOf(taken), link))))
      .toEqual(['lib/word.mjs', '../packages/own']);
    expect(lstatSync(path.join(assetOf(taken), 'outside')).isSymbolicLink()).toBe(false);
    const app = await ServedApp.start(taken);
    const exchange = await app.text('Hi');
    await app.close();
    expect(exchange).toEqual({ status: 200, messages: [{ body: 'Hello Ada!' }] });
  });

  test.each<{ name: string; files: Record<string, string>; options: FromCodeOptions; message: RegExp }>([
    {
      name: 'without the module',
      files: { 'index.mjs': '', 'other.mjs': '' },
      options: {},
      message: /must contain the module reply\.mjs, got index\.mjs, other\.mjs in .*Set replyModule/,
    },
    {
      name: 'with a file of the gateway',
      files: { 'reply.mjs': '', 'gateway.mjs': '' },
      options: {},
      message: /the top of the code must not contain gateway\.mjs/,
    },
    {
      name: 'and a module outside',
      files: { 'reply.mjs': '' },
      options: { replyModule: '../reply.mjs' },
      message: /replyModule must be a path within the code, got \.\.\/reply\.mjs/,
    },
    {
      name: 'and a module outside, as Windows writes it',
      files: { 'reply.mjs': '' },
      options: { replyModule: '..\\reply.mjs' },
      message: /replyModule must be a path within the code, got \.\.\\reply\.mjs/,
    },
    {
      name: 'and an absolute path of Windows',
      files: { 'reply.mjs': '' },
      options: { replyModule: 'C:\\code\\reply.mjs' },
      message: /replyModule must be a path within the code, got C:/,
    },
    {
      name: 'and an absolute path',
      files: { 'reply.mjs': '' },
      options: { replyModule: '/reply.mjs' },
      message: /replyModule must be a path within the code, got \/reply\.mjs/,
    },
  ])('$name is rejected', ({ files, options, message }) => {
    expect(() => synthesize({
      replyHandler: ReplyHandler.fromCode(Code.fromAsset(folderWith(files)), options),
    })).toThrow(message);
  });
});

describe('an archive', () => {
  const inS3 = (options?: FromCodeOptions) => gatewayIn((stack) => ({
    replyHandler: ReplyHandler.fromCode(Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'my-bucket'), 'my.zip'), options),
  }));

  test('in S3 stays the code of the function, and the gateway is added as a layer', () => {
    const template = inS3({
      replyModule: path.win32.join('dist', 'index.mjs'),
      environment: { WORD: 'Hello' },
    }).template();

    template.resourceCountIs('AWS::Lambda::LayerVersion', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: 'my-bucket', S3Key: 'my.zip' },
      Handler: '/opt/gateway.handler',
      Layers: [{ Ref: Match.stringLikeRegexp('^SmsReplyHandlerGatewayLayer') }],
      Environment: { Variables: { TWILIO_GATEWAY_REPLY_MODULE: '/var/task/dist/index.mjs', WORD: 'Hello' } },
    });
  });

  test('of an asset gets the layer too', () => {
    const zip = path.join(folderWith({ 'my.zip': 'PK' }), 'my.zip');

    gatewayIn({
      replyHandler: ReplyHandler.fromCode(Code.fromAsset(zip)),
    }).template().resourceCountIs('AWS::Lambda::LayerVersion', 1);
  });

  test.each<{ name: string; replyMode: ReplyMode; messages: unknown[] }>([
    { name: 'at once', replyMode: ReplyMode.synchronous(), messages: [{ body: 'Hello Hi' }] },
    { name: 'later', replyMode: ReplyMode.asynchronous(), messages: [] },
  ])('answers $name with the gateway in a layer', async ({ replyMode, messages }) => {
    const files = {
      'dist/index.mjs': "import { word } from './word.mjs';\nexport default ({ body }) => `${word} ${body}`;",
      'dist/word.mjs': "export { default as word } from 'word';",
      'node_modules/word/index.js': "module.exports = require('./own');",
      'node_modules/word/own.js': 'module.exports = process.env.WORD;',
    };
    const code = Code.fromAsset(zipped(files));
    const app = await ServedApp.start(synthesize({
      replyHandler: ReplyHandler.fromCode(code, { replyModule: 'dist/index.mjs', environment: { WORD: 'Hello' } }),
      replyMode,
    }));
    const later = () => app.calls.flatMap(({ message }) => (message ? [{ body: message.body }] : []));

    expect(await app.text('Hi')).toEqual({ status: 200, messages });
    for (const end = Date.now() + 20_000; messages.length + later().length === 0 && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await app.close();

    expect([...messages, ...later()]).toEqual([{ body: 'Hello Hi' }]);
  });

  test('that is only in S3 cannot run on this machine: the error says what to do', async () => {
    const { stack } = inS3();

    await expect(ServedApp.start((stack.node.root as App).synth().directory)).rejects.toThrow(
      /^The code of the function SmsFunction\w+ \(stack \w+\) is the object my\.zip of the bucket my-bucket in S3, .* give the function its code as an asset/);
  });
});

function zipped(files: Record<string, string>): string {
  const zip = path.join(temporaryFolder(), 'my.zip');
  writeFileSync(zip, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
  return zip;
}
