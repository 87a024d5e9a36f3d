import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as ts from 'typescript';
import { ReplyHandler } from '../../../src';
import { httpApi, signed } from '../../support/events';
import { LambdaProcess } from '../../support/lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, SECRET_ARN } from '../../support/messages';
import { nodeVersions } from '../../support/node-versions';
import { ROOT } from '../../support/paths';
import { SecretsManagerServer } from '../../support/secrets-manager-server';
import { synthesize, temporaryFolder } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and their functions run

// Each kind of module goes through the real synthesis and into the real asset, in a process of its own.

interface Kind {
  readonly name: string;
  /** The first one is the reply module. */
  readonly files: Readonly<Record<string, string>>;
}

const URL = 'https://sms.example.com/sms';
const TYPED = 'const reply = ({ body }: { body: string }): string => `You said ${body}`;\n';
const PLAIN = 'const reply = ({ body }) => `You said ${body}`;\n';
const MODULE_PACKAGE = { 'package.json': '{ "type": "module" }' };

/** What `tsc --module commonjs` writes. */
function tsc(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

const TSC_DEFAULT = tsc(`${TYPED}export default reply;`);
const TSC_NAMED = tsc(`export ${TYPED}`);
/** What esbuild, and tools around it, write. */
const ESBUILD_DEFAULT = `
  var __defProp = Object.defineProperty;
  var __export = (target, all) => {
    for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
  };
  var src_exports = {};
  __export(src_exports, { default: () => reply });
  module.exports = __defProp(src_exports, "__esModule", { value: true });
  ${PLAIN}`;
const BABEL_LOOSE = `"use strict"; exports.__esModule = true; exports.default = void 0;
  var _default = ({ body }) => "You said " + body; exports.default = _default;`;

/** Kinds that need no bundler: `fromModule` bundles them, `fromCode` deploys them unchanged. */
const ANSWERING: readonly Kind[] = [
  { name: 'an ES module with a default export', files: { 'reply.mjs': `${PLAIN}export default reply;` } },
  { name: 'an ES module with the export reply', files: { 'reply.mjs': `export ${PLAIN}` } },
  {
    name: 'an ES module by the type of its package',
    files: { 'reply.js': `${PLAIN}export default reply;`, ...MODULE_PACKAGE },
  },
  { name: 'a default export under another name', files: { 'reply.mjs': `${PLAIN}export { reply as default };` } },
  { name: 'an asynchronous function', files: { 'reply.mjs': 'export default async ({ body }) => `You said ${body}`;' } },
  {
    name: 'a function declaration',
    files: { 'reply.mjs': 'export default function ({ body }) { return `You said ${body}`; }' },
  },
  {
    name: 'a module that awaits at its top',
    files: { 'reply.mjs': 'const said = await Promise.resolve("You said");\nexport default ({ body }) => `${said} ${body}`;' },
  },
  {
    name: 'a module that imports its function asynchronously at its top',
    files: {
      'reply.mjs': 'export default (await import("./words.mjs")).default;',
      'words.mjs': `${PLAIN}export default reply;`,
    },
  },
  {
    name: 'a function that imports another module when it is called',
    files: {
      'reply.mjs': 'export default async (message) => (await import("./words.mjs")).default(message);',
      'words.mjs': `${PLAIN}export default reply;`,
    },
  },
  { name: 'module.exports', files: { 'reply.cjs': `${PLAIN}module.exports = reply;` } },
  { name: 'exports.reply', files: { 'reply.cjs': `${PLAIN}exports.reply = reply;` } },
  { name: 'module.exports.reply', files: { 'reply.cjs': `${PLAIN}module.exports = { reply };` } },
  { name: 'a static method of a class', files: { 'reply.cjs': 'module.exports.reply = class { static of({ body }) { return `You said ${body}`; } }.of;' } },
  { name: 'the output of tsc with a default export', files: { 'reply.js': TSC_DEFAULT } },
  { name: 'the output of tsc as .cjs', files: { 'reply.cjs': TSC_DEFAULT } },
  { name: 'the output of tsc with the export reply', files: { 'reply.js': TSC_NAMED } },
  {
    name: 'the output of tsc that exports the function of another file',
    files: { 'reply.js': tsc("export { default } from './words';"), 'words.js': TSC_DEFAULT },
  },
  {
    name: 'the output of tsc that exports all of another file',
    files: { 'reply.js': tsc("export * from './words';"), 'words.js': TSC_NAMED },
  },
  { name: 'the output of tsc for export =', files: { 'reply.js': tsc(`${TYPED}export = reply;`) } },
  { name: 'the output of esbuild', files: { 'reply.cjs': ESBUILD_DEFAULT } },
  { name: 'the output of Babel', files: { 'reply.cjs': BABEL_LOOSE } },
  {
    name: 'an ES module that exports the output of tsc',
    files: { 'reply.mjs': 'export { default } from "./words.cjs";', 'words.cjs': TSC_DEFAULT },
  },
  {
    name: 'a variable that gets its function later',
    files: { 'reply.mjs': 'export let reply = null;\n({ reply } = { reply: ({ body }) => `You said ${body}` });' },
  },
  { name: 'an object with the method reply', files: { 'reply.mjs': 'export default { version: 1, reply({ body }) { return `You said ${body}`; } };' } },
  { name: 'an object that is made of another', files: { 'reply.mjs': `${PLAIN}const all = { reply };\nexport default { ...all };` } },
  { name: 'a function of an object', files: { 'reply.mjs': 'export default { answer({ body }) { return `You said ${body}`; } }.answer;' } },
  { name: 'a function of a list', files: { 'reply.mjs': 'export default [({ body }) => `You said ${body}`][0];' } },
  {
    name: 'a default export that is no function beside the export reply',
    files: { 'reply.mjs': `export ${PLAIN}export default { version: 1 };` },
  },
];

/** Kinds that only a bundler reads. */
const BUNDLED: readonly Kind[] = [
  { name: 'TypeScript', files: { 'reply.ts': `${TYPED}export default reply;` } },
  { name: 'TypeScript as .mts', files: { 'reply.mts': `export ${TYPED}` } },
  { name: 'TypeScript as .cts', files: { 'reply.cts': `${TYPED}export default reply;` } },
  { name: 'TypeScript with export =', files: { 'reply.cts': `${TYPED}export = reply;` } },
  {
    name: 'TypeScript that exports the output of tsc',
    files: { 'reply.ts': "export { default } from './words';", 'words.js': TSC_DEFAULT },
  },
  {
    name: 'TypeScript with JSON',
    files: {
      'reply.ts': "import words from './words.json';\nexport default ({ body }: { body: string }) => `${words.said} ${body}`;",
      'words.json': '{ "said": "You said" }',
    },
  },
];

/** Kinds whose exports show at synth that nothing answers. */
const REJECTED_AT_SYNTH: ReadonlyArray<Kind & { readonly got: string }> = [
  { name: 'no exports', files: { 'reply.mjs': 'console.log(1);' }, got: 'no exports' },
  { name: 'other exports', files: { 'reply.ts': `export ${TYPED.replace('reply', 'handler')}` }, got: 'handler' },
  {
    name: 'the output of tsc with other exports',
    files: { 'reply.js': tsc(`export ${TYPED.replace('reply', 'handler')}export const x = 1;`) },
    got: 'x, handler',
  },
  {
    name: 'the output of tsc with the exports of another file',
    files: { 'reply.js': tsc("export { reply as handler } from './words';"), 'words.js': TSC_NAMED },
    got: 'handler',
  },
  {
    name: 'the minified output of tsc',
    files: { 'reply.cjs': 'Object.defineProperty(exports,"__esModule",{value:!0}),exports.handler=({body:e})=>e;' },
    got: 'handler',
  },
];

/** Kinds of exports that are no function. */
const NO_FUNCTION: ReadonlyArray<Kind & { readonly found: string }> = [
  { name: 'a class', files: { 'reply.mjs': 'export default class Reply { answer() { return "Hi"; } }' }, found: 'default (a class)' },
  { name: 'a class without a name', files: { 'reply.mjs': 'export default class {}' }, found: 'default (a class)' },
  { name: 'a class in a constant', files: { 'reply.mjs': 'export const reply = class extends Error { a = 1 };' }, found: 'reply (a class)' },
  { name: 'an object', files: { 'reply.mjs': 'export default { version: 1 };' }, found: 'default (a value of type object)' },
  {
    name: 'an object of several lines',
    files: { 'reply.mjs': 'const $bot = {\n a: { b: 1 },\n answer: () => "Hi",\n};\nexport { $bot as default };' },
    found: 'default (a value of type object)',
  },
  { name: 'a text', files: { 'reply.mjs': 'export default "Hi";' }, found: 'default (a value of type string)' },
  {
    name: 'a module that is still loading',
    files: { 'reply.mjs': 'export default import("./words.mjs");', 'words.mjs': `export ${PLAIN}` },
    found: 'default (a promise)',
  },
];

/** Kinds whose exports show only in Lambda that nothing answers. */
const REJECTED_IN_LAMBDA: ReadonlyArray<Kind & { readonly found: string }> = [
  { name: 'a class of tsc', files: { 'reply.js': tsc('export default class {}') }, found: 'default (a class)' },
  { name: 'a list', files: { 'reply.mjs': 'export default [() => "Hi"];' }, found: 'default (an array)' },
  {
    name: 'an object that a function makes',
    files: { 'reply.mjs': 'const make = () => ({});\nexport default make();' },
    found: 'default (a value of type object)',
  },
];

let server: SecretsManagerServer;
beforeAll(async () => {
  server = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
  server.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt: Date.now() });
});
afterAll(async () => server.close());

function project({ files }: Kind): { readonly folder: string; readonly entry: string } {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return { folder, entry: Object.keys(files)[0] };
}

function withEsbuild({ files }: Kind): string {
  const { folder, entry } = project({ name: '', files });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(ROOT, 'node_modules', 'esbuild'), path.join(folder, 'node_modules', 'esbuild'));
  return path.join(folder, entry);
}

/** Deploys to a process of each Node.js and sends one message there. */
async function answers(replyHandler: ReplyHandler, replyModule: string) {
  const directory = synthesize({ replyHandler });
  const assets = readdirSync(directory).map((name) => path.join(directory, name));
  const asset = assets.find((folder) => existsSync(path.join(folder, 'gateway.mjs')))!;
  return Promise.all(nodeVersions().map(async ({ name, execPath }) => {
    const lambda = await LambdaProcess.start(asset, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret-access-key',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
      TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
      TWILIO_GATEWAY_REPLY_MODULE: replyModule,
    }, 'gateway.mjs', execPath);
    try {
      const { response } = await lambda.invoke(httpApi(signed({ url: URL, form: messageForm({ Body: 'Hi' }) })));
      return { node: name, response, line: lambda.log.at(-1) };
    } finally {
      await lambda.stop();
    }
  }));
}

const bundled = async (kind: Kind) => answers(ReplyHandler.fromModule(withEsbuild(kind)), './reply.mjs');
const unchanged = async (kind: Kind) => {
  const { folder, entry } = project(kind);
  return answers(ReplyHandler.fromCode(Code.fromAsset(folder), { replyModule: entry }), `./${entry}`);
};

const everywhere = (result: { readonly response: object; readonly line: object }) =>
  nodeVersions().map(({ name }) => expect.objectContaining({ node: name, ...result }));
const REPLIED = {
  response: expect.objectContaining({ statusCode: 200, body: expect.stringContaining('<Message>You said Hi</Message>') }),
  line: expect.objectContaining({ outcome: 'replied' }),
};
const failed = (found: string) => ({
  response: { statusCode: 500, body: '' },
  line: expect.objectContaining({
    outcome: 'failed',
    error: expect.objectContaining({
      name: 'NoReplyFunction',
      message: 'The reply module must export a function, as default or as reply, '
        + `but it exports ${found}. Add "export default" to the function that answers.`,
    }),
  }),
});

describe('fromModule:', () => {
  test.each([...ANSWERING, ...BUNDLED])('$name answers', async (kind) => {
    expect(await bundled(kind)).toEqual(everywhere(REPLIED));
  });

  test.each(REJECTED_AT_SYNTH)('$name is an error at synth', (kind) => {
    expect(() => synthesize({ replyHandler: ReplyHandler.fromModule(withEsbuild(kind)) })).toThrow(
      `must export a function, as default or as reply, got ${kind.got}. Add "export default" to the function`);
  });

  test.each(NO_FUNCTION)('$name is an error at synth, minified or not', (kind) => {
    for (const minify of [false, true]) {
      expect(() => synthesize({ replyHandler: ReplyHandler.fromModule(withEsbuild(kind), { minify }) })).toThrow(
        `must export a function, as default or as reply, got ${kind.found}. Add "export default" to the function`);
    }
  });

  test.each(REJECTED_IN_LAMBDA)('$name is an error of the first message, which names it', async (kind) => {
    expect(await bundled(kind)).toEqual(everywhere(failed(kind.found)));
  });
});

describe('fromCode:', () => {
  test.each(ANSWERING)('$name answers', async (kind) => {
    expect(await unchanged(kind)).toEqual(everywhere(REPLIED));
  });

  test.each([...NO_FUNCTION, ...REJECTED_IN_LAMBDA])('$name is an error of the first message, which names it', async (kind) => {
    expect(await unchanged(kind)).toEqual(everywhere(failed(kind.found)));
  });

  test('JSON is an error of the first message, which names the file', async () => {
    const results = await unchanged({ name: 'JSON', files: { 'reply.json': '{ "reply": "Hi" }' } });

    expect(results).toEqual(everywhere({
      response: { statusCode: 500, body: '' },
      line: expect.objectContaining({
        error: expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('reply.json') }),
      }),
    }));
  });
});
