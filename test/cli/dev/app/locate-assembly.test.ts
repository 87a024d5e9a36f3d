import * as path from 'node:path';
import { locateAssembly } from '../../../../src/cli/dev/app/locate-assembly';
import { removeFolders, temporaryFolder, write } from '../../../local/support';

let cwd: string;

beforeEach(() => {
  cwd = temporaryFolder();
});

afterAll(removeFolders);

test('the named folder is the cloud assembly', () => {
  write(cwd, 'cdk.json', '{"app":"exit 1"}');

  expect(locateAssembly({ assembly: 'build/out' }, { cwd })).toEqual({ directory: path.join(cwd, 'build/out') });
});

test('cdk.out is the cloud assembly if nothing is named', () => {
  write(cwd, 'cdk.out/manifest.json', '{}');
  write(cwd, 'app.js', '');
  expect(locateAssembly({}, { cwd })).toEqual({ directory: path.join(cwd, 'cdk.out') });
});

test('without cdk.json the app is guessed, and watched like another one', () => {
  write(cwd, 'app.js', 'require("aws-cdk-lib")');
  const guess = locateAssembly({}, { cwd });
  write(cwd, 'cdk.out/manifest.json', '{}');

  expect(locateAssembly({}, { cwd })).toEqual(guess); // also after the first run
  expect(guess).toEqual({
    directory: path.join(cwd, 'cdk.out'),
    app: { command: 'node app.js', isGuessed: true, sources: expect.objectContaining({ root: cwd }) },
  });
  expect(locateAssembly({ app: 'node other.js' }, { cwd }).app).not.toHaveProperty('isGuessed');
});

test('the sources are those of cdk.json, without the output, hidden files, packages and logs', () => {
  const always = ['**/.*', '**/node_modules', '**/*.log'];
  write(cwd, 'cdk.json', '{"app":"node app.js"}');
  expect(locateAssembly({}, { cwd }).app).toEqual({
    command: 'node app.js',
    sources: { root: cwd, include: ['**'], exclude: ['cdk.out', ...always] },
  });

  write(
    cwd,
    'cdk.json',
    '{"app":"node app.js","output":"out","watch":{"include":"src/**","exclude":["**/*.d.ts","test"]}}',
  );
  expect(locateAssembly({}, { cwd }).app!.sources).toEqual({
    root: cwd,
    include: ['src/**'],
    exclude: ['**/*.d.ts', 'test', 'out', ...always],
  });
});

test('a cloud assembly can be named as the app', () => {
  write(cwd, 'build/manifest.json', '{}');

  expect(locateAssembly({ app: 'build' }, { cwd })).toEqual({ directory: path.join(cwd, 'build') });
});

test('a folder together with --app is rejected, and so is a broken cdk.json', () => {
  expect(() => locateAssembly({ assembly: 'cdk.out', app: 'node app.js' }, { cwd })).toThrow(
    'Both a folder and --app were given. Name only one.',
  );

  write(cwd, 'cdk.json', '{');
  expect(() => locateAssembly({}, { cwd })).toThrow(/cdk.json is not valid JSON/);
});
