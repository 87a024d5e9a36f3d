import { execFile } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { ROOT } from './support/paths';
import { ServedApp } from './support/served-app';

// Packs what is built in lib/ and assets/, and installs it from the npm registry's aws-cdk-lib as a user would.

const MEGABYTE = 1_000_000;

const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const app = new App();
  new TwilioSmsGateway(new Stack(app, 'Stack'), 'Sms');
  app.synth();
`;

const MODULE_APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { ReplyHandler, TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const app = new App();
  const started = Date.now();
  new TwilioSmsGateway(new Stack(app, 'Stack'), 'Sms', { replyHandler: ReplyHandler.fromModule('src/reply.ts') });
  console.log(Date.now() - started);
  app.synth();
`;

/** With a CommonJS package of npm's. */
const REPLY = `
  import ms from 'ms';
  import type { ReplyFunction } from 'cdk-twilio-sms-gateway/runtime';

  export const reply: ReplyFunction = ({ body }) => ms(Number(body), { long: true });
`;

describe('the npm package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
  const app = path.join(folder, 'app');
  let tarball: string;
  let files: string[];
  let unpackedSize: number;

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
    const [packed] = JSON.parse(stdout);
    tarball = path.join(folder, packed.filename);
    files = packed.files.map((file: { path: string }) => file.path);
    unpackedSize = packed.unpackedSize;
  }, 60_000);

  test('has the constructs, the Lambda code, the command line tool and what jsii needs', () => {
    expect(files).toEqual(expect.arrayContaining([
      '.jsii', 'LICENSE', 'README.md', 'package.json', 'lib/index.js', 'lib/index.d.ts', 'lib/shared/env.js',
      'assets/gateway/gateway.mjs', 'assets/gateway/gateway.cjs', 'assets/lambda/files.json', 'assets/media/fetch-media.mjs', 'assets/cli/main.cjs',
      'assets/runtime/index.cjs', 'assets/testing/index.cjs', 'lib/runtime/index.d.ts', 'lib/testing/index.d.ts',
    ]));
  });

  test('has nothing else at its top level', () => {
    const top = new Set(files.map((file) => file.split('/')[0]));

    expect([...top].filter((name) => !['.jsii', '.jsii.gz', '.warnings.jsii.js', 'API.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md',
      'package.json', 'assets', 'lib', 'rosetta'].includes(name))).toEqual([]);
  });

  test('has the code of Lambda and of the tools as bundles only', () => {
    expect(files.filter((file) => /^lib\/(shared|runtime|cli|local|testing)\/.*\.js$/.test(file)).sort()).toEqual([
      'lib/shared/deployment-metadata.js',
      'lib/shared/env.js',
      'lib/shared/formats.js',
      'lib/shared/kind-of.js',
      'lib/shared/phone-number-settings.js',
      'lib/shared/region-in-host.js',
      'lib/shared/reply-export.js',
      'lib/shared/twilio-limits.js',
      'lib/shared/webhook-conventions.js',
    ]);
    expect(files.filter((file) => /^lib\/.*(?<!\.d)\.ts$|\.test\.|tsbuildinfo/.test(file))).toEqual([]);
  });

  test('has only the types that can be imported, and all that they import', () => {
    const types = files.filter((file) => /^lib\/(runtime|testing)\/.*\.d\.ts$/.test(file));
    const imported = types.flatMap((file) => [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/ from '(\.[^']+)'/g)]
      .map(([, name]) => `${path.posix.join(path.posix.dirname(file), name)}.d.ts`));

    expect(imported.length).toBeGreaterThan(5);
    expect(files).toEqual(expect.arrayContaining(imported));
  });

  test('refers only to files that it contains', () => {
    const { main, types, bin, exports, typesVersions } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const targets: string[] = [];
    JSON.stringify([main, types, bin, exports, typesVersions], (_, value) => (typeof value === 'string' ? targets.push(value) : value));

    expect(targets.length).toBeGreaterThan(4);
    expect(files).toEqual(expect.arrayContaining(targets.map((target) => path.posix.normalize(target))));
  });

  // The reasons are in docs/decisions/0013.
  test('is at most 1.75 MB when unpacked', () => {
    expect(unpackedSize).toBeLessThanOrEqual(1.75 * MEGABYTE);
  });

  test('synthesizes in an empty app with the newest aws-cdk-lib, without esbuild, tsx, twilio or the AWS SDK', async () => {
    mkdirSync(app);
    writeFileSync(path.join(app, 'package.json'), '{ "private": true }');
    writeFileSync(path.join(app, 'app.js'), APP);

    await run('npm', ['install', '--no-audit', '--no-fund', tarball, 'aws-cdk-lib@2', 'constructs@10'], app);
    const { stderr } = await run(process.execPath, ['app.js'], app, { CDK_OUTDIR: path.join(app, 'cdk.out') });

    expect(['esbuild', 'tsx', 'twilio', '@aws-sdk'].filter((name) => existsSync(path.join(app, 'node_modules', name)))).toEqual([]);
    expect(stderr).not.toMatch(/warn|deprecat/i);
    const [stack] = new CloudAssembly(path.join(app, 'cdk.out'), { skipVersionCheck: true }).stacks;
    expect(stack.messages).toEqual([]);
    expect(Object.values<any>(stack.template.Resources).map(({ Type }) => Type)).toEqual(expect.arrayContaining([
      'AWS::SecretsManager::Secret', 'AWS::Lambda::Function', 'AWS::ApiGatewayV2::Api',
    ]));
  }, 300_000);

  test('the error of fromModule without esbuild says what to do', async () => {
    mkdirSync(path.join(app, 'src'));
    writeFileSync(path.join(app, 'src', 'reply.ts'), REPLY);
    writeFileSync(path.join(app, 'module-app.js'), MODULE_APP);

    const { stderr } = await run(process.execPath, ['module-app.js'], app, { CDK_OUTDIR: path.join(app, 'none.out') }).catch((error) => error);

    expect(stderr).toContain('Run "npm i -D esbuild" there (Docker is not needed)');
    expect(stderr).not.toContain('Bundling asset');
  }, 60_000);

  test('bundles a TypeScript reply with an npm package, without a lock file, and the asset answers a signed text', async () => {
    await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', 'esbuild', 'ms@2'], app);
    rmSync(path.join(app, 'package-lock.json'), { force: true });
    const { stdout } = await run(process.execPath, ['module-app.js'], app, { CDK_OUTDIR: path.join(app, 'module.out') });
    console.log(`ReplyHandler.fromModule with an npm package took ${Number(stdout)} ms`);

    const served = await ServedApp.start(path.join(app, 'module.out'));
    const exchange = await served.text('7200000');
    await served.close();

    expect(exchange).toEqual({ status: 200, messages: [{ body: '2 hours' }] });
  }, 300_000);
});

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Without what `npm test` tells its scripts of this project: the npm that is started here is to see another one. */
async function run(
  command: string,
  args: string[],
  cwd: string,
  variables: Record<string, string> = {},
): Promise<Output> {
  const inherited = Object.entries(process.env)
    .filter(([name]) => !/^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD|NODE_PATH)/.test(name));
  return promisify(execFile)(command, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...variables },
    maxBuffer: 16 * MEGABYTE,
  });
}
