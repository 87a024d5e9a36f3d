import * as fs from 'node:fs';
import * as path from 'node:path';
import { testContext } from './support';
import { locateAssembly, synthesize } from '../../src/cli/app';
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

test('takes the folder that is named', () => {
  write(cwd, 'cdk.json', '{"app":"exit 1"}');

  expect(locateAssembly({ assembly: 'build/out' }, { cwd })).toEqual({ directory: path.join(cwd, 'build/out') });
});

test('takes cdk.out where nothing is named', () => {
  expect(locateAssembly({}, { cwd })).toEqual({ directory: path.join(cwd, 'cdk.out') });
});

test('synthesizes the app of cdk.json with its context, as the CDK CLI does', async () => {
  write(cwd, 'cdk.json', '{"app":"node app.js","context":{"a":1,"b":1}}');
  write(cwd, 'cdk.context.json', '{"b":2,"c":2}');
  const context = testContext({ cwd });
  const location = locateAssembly({}, context);
  await synthesize(location, context, context.stderr);

  expect(location.directory).toBe(path.join(cwd, 'cdk.out'));
  expect(contextOf(location.directory)).toEqual({ 'a': 1, 'b': 1, 'c': 2, 'aws:cdk:enable-path-metadata': true });
});

test('synthesizes with --app, into the output folder of cdk.json', async () => {
  write(cwd, 'cdk.json', '{"app":"exit 1","output":"other.out"}');
  const context = testContext({ cwd });
  const location = locateAssembly({ app: 'node app.js' }, context);
  await synthesize(location, context, context.stderr);

  expect(location.directory).toBe(path.join(cwd, 'other.out'));
  expect(fs.existsSync(path.join(location.directory, 'manifest.json'))).toBe(true);
});

test('watches what cdk.json says, never the output, hidden files, packages or logs', () => {
  const always = ['**/.*', '**/node_modules', '**/*.log'];
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  expect(locateAssembly({}, { cwd }).app).toEqual({ command: 'node app.js', include: ['**'], exclude: ['cdk.out', ...always] });

  write(cwd, 'cdk.json', '{"app":"node app.js","output":"out","watch":{"include":"src/**","exclude":["**/*.d.ts","test"]}}');
  expect(locateAssembly({}, { cwd }).app).toEqual({ command: 'node app.js', include: ['src/**'], exclude: ['**/*.d.ts', 'test', 'out', ...always] });
});

test('takes a cloud assembly that is named as the app', () => {
  write(cwd, 'build/manifest.json', '{}');

  expect(locateAssembly({ app: 'build' }, { cwd })).toEqual({ directory: path.join(cwd, 'build') });
});

test('shows what an app that fails says, and what failed', async () => {
  const context = testContext({ cwd });

  await expect(synthesize(locateAssembly({ app: 'echo broken >&2; exit 7' }, context), context, context.stderr))
    .rejects.toThrow(/The app failed \(exit code 7\): echo broken/);
  expect(context.err()).toBe('broken\n');
});

test('refuses a folder together with --app, and a broken cdk.json', () => {
  expect(() => locateAssembly({ assembly: 'cdk.out', app: 'node app.js' }, { cwd })).toThrow(/either .* or --app, not both/);

  write(cwd, 'cdk.json', '{');
  expect(() => locateAssembly({}, { cwd })).toThrow(/cdk.json is not valid JSON/);
});
