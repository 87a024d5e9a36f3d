import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { FromModuleOptions, ReplyHandler, TwilioSmsGateway } from '../../../src';
import { readBundledFiles } from '../../../src/local/assembly/bundled-files';
import { ROOT } from '../../support/paths';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and some of them run


/** A folder outside of this repository, with the esbuild of this one. */
function project(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules', 'esbuild'), path.join(folder, 'node_modules', 'esbuild'));
  return folder;
}

/** Files of the function's code. */
function bundled(
  entry: string,
  options?: FromModuleOptions,
  outdir?: string,
): { hash: string; files: Record<string, string> } {
  const directory = synthesize({ replyHandler: ReplyHandler.fromModule(entry, options) }, outdir);
  const [asset] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  const read = (name: string) => [name, readFileSync(path.join(directory, asset, name), 'utf8')];
  return { hash: asset, files: Object.fromEntries(readdirSync(path.join(directory, asset)).map(read)) };
}

async function answer(entry: string, options?: FromModuleOptions) {
  const app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(entry, options) }));
  const exchange = await app.text('Hi');
  await app.close();
  return { ...exchange, log: app.log.at(-1)! };
}

const COMMON_JS = `
  const path = require('path');
  exports.name = path.basename(__filename) + ' in ' + typeof __dirname + ', ' + typeof require('node:' + 'os').EOL;
`;

test.each<{ name: string; files: Record<string, string>; body: string }>([
  {
    name: 'reply.ts',
    files: { 'reply.ts': 'export default ({ body }: { body: string }): string => `TypeScript ${body}`;' },
    body: 'TypeScript Hi',
  },
  {
    name: 'reply.mts',
    files: { 'reply.mts': 'export const reply = (message: { body: string }) => message.body;' },
    body: 'Hi',
  },
  { name: 'reply.mjs', files: { 'reply.mjs': 'export default async ({ body }) => body;' }, body: 'Hi' },
  { name: 'reply.cjs', files: { 'reply.cjs': 'exports.reply = ({ body }) => body;' }, body: 'Hi' },
  { name: 'reply.js', files: { 'reply.js': 'module.exports = ({ body }) => body;' }, body: 'Hi' },
  {
    name: 'reply.js',
    files: { 'reply.js': 'export default ({ body }) => body;', 'package.json': '{ "type": "module" }' },
    body: 'Hi',
  },
  {
    name: 'src/reply.ts',
    files: {
      'src/reply.ts': "import { words } from '../words';\nexport default () => words;",
      'words.ts': "export const words: string = 'of another file';",
    },
    body: 'of another file',
  },
  {
    name: 'a CommonJS package',
    files: {
      'reply.ts': "import { name } from 'common';\nexport default () => name;",
      'node_modules/common/index.js': COMMON_JS,
    },
    body: 'reply.mjs in string, string',
  },
  {
    name: 'names that the bundle has, too',
    files: {
      'reply.mjs': "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst __dirname = 'mine';\nexport default () => __dirname + typeof require('os').EOL;",
    },
    body: 'minestring',
  },
])('$name answers', async ({ name, files, body }) => {
  const entry = name in files ? name : Object.keys(files)[0];

  expect(await answer(path.join(project(files), entry))).toMatchObject({ status: 200, messages: [{ body }] });
});

test('a relative path starts at the folder in which the app is synthesized', () => {
  expect(() => ReplyHandler.fromModule('test/nothing.ts')).toThrow(`got ${path.resolve('test/nothing.ts')}. `);
});

test('the bundle is the same in every folder, and changes only with its code', () => {
  const files = {
    'src/reply.ts': "import { name } from 'common';\nexport default () => name;",
    'node_modules/common/index.js': COMMON_JS,
  };
  const [first, second] = [project(files), project({ 'a/b/c/README': '' })];
  cpSync(path.join(first, 'src'), path.join(second, 'a/b/c/src'), { recursive: true });
  cpSync(path.join(first, 'node_modules/common'), path.join(second, 'a/b/c/node_modules/common'), { recursive: true });

  const here = bundled(path.join(first, 'src/reply.ts'));
  const there = bundled(path.join(second, 'a/b/c/src/reply.ts'), {}, path.join(temporaryFolder(), 'some', 'where'));

  expect(there).toEqual(here);
  expect(JSON.stringify(here.files['reply.mjs'] + here.files['reply.mjs.map'])).not.toContain(first);
  writeFileSync(path.join(first, 'src/reply.ts'), "export default () => 'other';");
  expect(bundled(path.join(first, 'src/reply.ts')).hash).not.toBe(here.hash);
});

test('a stack trace names the lines of the sources, which are not deployed', async () => {
  const entry = path.join(project({
    'src/reply.ts': "import { fail } from './fail';\n\nexport default (): string => fail();",
    'src/fail.ts': "interface Unused { readonly a: string }\n\nexport function fail(): string {\n  throw new Error('secret source');\n}",
  }), 'src/reply.ts');

  const { status, log } = await answer(entry);

  expect(status).toBe(500);
  expect(log.error.stack).toMatch(/at fail \(.*\/fail\.ts:4:9\)\n.*reply\.ts:3:30/);
  expect(bundled(entry).files['reply.mjs.map']).not.toContain('secret source');
});

test('the options environment, define, minify, externalModules and sourceMap are applied', async () => {
  const entry = path.join(project({
    'reply.ts': `
      import { external } from 'external';
      declare const STAGE: string;
      export default function aLongName() { return [process.env.GREETING, STAGE, typeof external, process.env.NODE_OPTIONS].join(); }`,
  }), 'reply.ts');
  const { files } = bundled(entry, {
    define: { STAGE: '"prod"' },
    minify: true,
    sourceMap: false,
    externalModules: ['ext*'],
    environment: { GREETING: 'Hello' },
  });

  expect(Object.keys(files).sort()).toEqual(['fetch-media.mjs', 'gateway.cjs', 'gateway.mjs', 'reply.mjs']);
  expect(files['reply.mjs']).toMatch(/from"external"/);
  expect(files['reply.mjs']).toContain('"prod"');
  expect(files['reply.mjs']).not.toMatch(/aLongName|sourceMappingURL/);
  await expect(answer(entry, { externalModules: ['external'] })).resolves.toMatchObject({
    status: 500,
    log: { error: { message: expect.stringContaining("'external'") } },
  });
});

describe('an error at synth', () => {
  test.each<{ name: string; files: Record<string, string>; entry: string; message: RegExp }>([
    {
      name: 'no such file',
      files: {},
      entry: 'reply.ts',
      message: /entry must be an existing file, got \/.*\/reply\.ts\. Give its absolute path: .*__dirname.*fileURLToPath/,
    },
    {
      name: 'a folder',
      files: { 'lambda/reply.ts': '' },
      entry: 'lambda',
      message: /entry must be an existing file, got \/.*\/lambda\. Give/,
    },
    {
      name: 'another language',
      files: { 'reply.py': '' },
      entry: 'reply.py',
      message: /entry must be TypeScript or JavaScript \(.*\), got \/.*reply\.py/,
    },
    {
      name: 'a syntax error',
      files: { 'reply.ts': 'export default () => {' },
      entry: 'reply.ts',
      message: /reply\.ts:1:22: ERROR: Unexpected end of file/,
    },
    {
      name: 'a missing package',
      files: { 'reply.ts': "import 'nowhere';\nexport default () => '';" },
      entry: 'reply.ts',
      message: /reply\.ts:1:7: ERROR: Could not resolve "nowhere"/,
    },
    {
      name: 'no handler',
      files: { 'reply.ts': 'export const handler = () => 1; export const x = 1;' },
      entry: 'reply.ts',
      message: /reply\.ts must export a function, as default or as reply, got handler, x/,
    },
    {
      name: 'no export',
      files: { 'reply.ts': 'console.log(1);' },
      entry: 'reply.ts',
      message: /must export a function, as default or as reply, got no exports/,
    },
  ])('reports $name', ({ files, entry, message }) => {
    const folder = project(files);

    expect(() => synthesize({ replyHandler: ReplyHandler.fromModule(path.join(folder, entry)) })).toThrow(message);
  });

  test('reports a missing esbuild before anything is bundled', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'reply.ts'), 'export default () => 1;');
    const here = process.cwd();
    process.chdir(folder);
    try {
      expect(() => synthesize({ replyHandler: ReplyHandler.fromModule('reply.ts') })).toThrow(
        new Error(`ReplyHandler.fromModule needs esbuild to bundle ${folder}/reply.ts, ` +
          `found none in ${folder} or ${folder}. Run "npm i -D esbuild" there (Docker is not needed), ` +
          'or bundle the module yourself and use ReplyHandler.fromCode.'));
    } finally {
      process.chdir(here);
    }
  });

  test("passes on esbuild's warnings, which can be acknowledged", () => {
    const entry = path.join(project({
      'reply.ts': "export default (x: unknown) => typeof x === 'strin' ? '' : 'a';",
    }), 'reply.ts');
    const stack = new Stack(new App(), 'Stack');
    new TwilioSmsGateway(stack, 'Sms', { replyHandler: ReplyHandler.fromModule(entry) });

    Annotations.fromStack(stack)
      .hasWarning('/Stack/Sms/ReplyHandler', Match.stringLikeRegexp('typeof[^]*\\[ack: cdk-twilio-sms-gateway:bundling\\]'));
  });
});

test('the esbuild of the working folder is used if the module\'s folder has none', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'reply.ts'), 'export default () => 1;');

  expect(bundled(path.join(folder, 'reply.ts')).files['reply.mjs']).toContain('default');
});

describe('the files that were bundled are noted in the cloud assembly, for `dev` to watch', () => {
  const files = {
    'app/reply.ts': "import { words } from '../shared/words';\nimport { name } from 'common';\nexport default () => words + name;",
    'shared/words.ts': "export const words = 'of another folder';",
    'node_modules/common/index.js': COMMON_JS,
  };

  test('those of packages are not, and what is deployed is the same', () => {
    const folder = project(files);
    const entry = path.join(folder, 'app/reply.ts');
    const outdir = path.join(folder, 'app/cdk.out');
    const { files: deployed } = bundled(entry, undefined, outdir);

    expect(readBundledFiles(outdir).sort()).toEqual([entry, path.join(folder, 'shared/words.ts')]);
    expect(Object.keys(deployed).sort()).toEqual(['fetch-media.mjs', 'gateway.cjs', 'gateway.mjs', 'reply.mjs', 'reply.mjs.map']);
  });

  test('those of a stage are, too', () => {
    const folder = project(files);
    const entry = path.join(folder, 'app/reply.ts');
    const app = new App({ outdir: path.join(folder, 'cdk.out') });
    new TwilioSmsGateway(new Stack(new Stage(app, 'Prod'), 'Stack'), 'Sms', { replyHandler: ReplyHandler.fromModule(entry) });
    app.synth();

    expect(readBundledFiles(app.outdir).sort()).toEqual([entry, path.join(folder, 'shared/words.ts')]);
  });
});
