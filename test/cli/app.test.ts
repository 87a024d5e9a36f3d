import * as fs from 'node:fs';
import * as path from 'node:path';
import { testContext } from './support';
import { locateAssembly } from '../../src/cli/app';
import { removeFolders, temporaryFolder, write } from '../local/support';

/** An app that writes down how it was called. */
const APP = `const fs = require('fs'); const { CDK_OUTDIR, CDK_CONTEXT_JSON } = process.env;
fs.mkdirSync(CDK_OUTDIR, { recursive: true }); fs.writeFileSync(CDK_OUTDIR + '/manifest.json', CDK_CONTEXT_JSON);`;

let cwd: string;

beforeEach(() => {
  cwd = temporaryFolder();
  write(cwd, 'app.js', APP);
});

afterAll(removeFolders);

const contextOf = (directory: string) => JSON.parse(fs.readFileSync(path.join(directory, 'manifest.json'), 'utf8'));

test('takes the folder that is named', async () => {
  write(cwd, 'cdk.json', '{"app":"exit 1"}');

  expect(await locateAssembly({ assembly: 'build/out' }, testContext({ cwd }))).toBe(path.join(cwd, 'build/out'));
});

test('takes cdk.out where nothing is named', async () => {
  expect(await locateAssembly({}, testContext({ cwd }))).toBe(path.join(cwd, 'cdk.out'));
});

test('synthesizes the app of cdk.json with its context, as the CDK CLI does', async () => {
  write(cwd, 'cdk.json', '{"app":"node app.js","context":{"a":1,"b":1}}');
  write(cwd, 'cdk.context.json', '{"b":2,"c":2}');
  const context = testContext({ cwd });
  const directory = await locateAssembly({}, context);

  expect(directory).toBe(path.join(cwd, 'cdk.out'));
  expect(contextOf(directory)).toEqual({ 'a': 1, 'b': 1, 'c': 2, 'aws:cdk:enable-path-metadata': true });
  expect(context.out()).toBe('Synthesizing: node app.js\n');
});

test('synthesizes with --app, into the output folder of cdk.json', async () => {
  write(cwd, 'cdk.json', '{"app":"exit 1","output":"other.out"}');
  const directory = await locateAssembly({ app: 'node app.js' }, testContext({ cwd }));

  expect(directory).toBe(path.join(cwd, 'other.out'));
  expect(fs.existsSync(path.join(directory, 'manifest.json'))).toBe(true);
});

test('takes a cloud assembly that is named as the app', async () => {
  write(cwd, 'build/manifest.json', '{}');

  expect(await locateAssembly({ app: 'build' }, testContext({ cwd }))).toBe(path.join(cwd, 'build'));
});

test('shows what an app that fails says, and what failed', async () => {
  const context = testContext({ cwd });

  await expect(locateAssembly({ app: 'echo broken >&2; exit 7' }, context)).rejects.toThrow(/The app failed \(exit code 7\): echo broken/);
  expect(context.err()).toBe('broken\n');
});

test('refuses a folder together with --app, and a broken cdk.json', async () => {
  await expect(locateAssembly({ assembly: 'cdk.out', app: 'node app.js' }, testContext({ cwd }))).rejects.toThrow(/either .* or --app, not both/);

  write(cwd, 'cdk.json', '{');
  await expect(locateAssembly({}, testContext({ cwd }))).rejects.toThrow(/cdk.json is not valid JSON/);
});
