import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { FunctionDefinition } from '../../../src/local/assembly/function-definition';
import { MountedCode } from '../../../src/local/function/mounted-code';
import { removeFolders, temporaryFolder, write } from '../support';

let code: MountedCode;
beforeEach(() => {
  code = new MountedCode();
});
afterEach(() => code.close());
afterAll(removeFolders);

const define = (changes: Partial<FunctionDefinition>): FunctionDefinition => ({
  stackName: 'Stack',
  appWideId: 'Stack/Fn',
  logicalId: 'Fn',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memorySize: 128,
  taskRoot: '',
  layers: [],
  missingLayers: [],
  environment: {},
  deployTimeVariables: [],
  ...changes,
});

function archive(files: Record<string, string>): string {
  const file = path.join(temporaryFolder(), 'my.zip');
  fs.writeFileSync(
    file,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
  return file;
}

function folder(files: Record<string, string>): string {
  const made = temporaryFolder();
  Object.entries(files).forEach(([name, text]) => write(made, name, text));
  return made;
}

const read = (...file: string[]) => fs.readFileSync(path.join(...file), 'utf8');

test('the folder of an asset is used in place', () => {
  const taskRoot = folder({ 'index.js': '' });

  expect(code.foldersOf(define({ taskRoot }))).toEqual({ taskRoot });
});

test('an archive is unpacked once', () => {
  const definition = define({ taskRoot: archive({ 'src/index.js': 'one' }) });
  const folders = code.foldersOf(definition);

  expect(read(folders.taskRoot, 'src/index.js')).toBe('one');
  expect(folders.layersRoot).toBeUndefined();
  expect(code.foldersOf(definition)).toBe(folders);
});

test('layers are merged into one folder, and the folder of the code is used in place', () => {
  const taskRoot = folder({ 'index.js': '' });
  const layers = [
    folder({ 'gateway.mjs': 'one', 'only': 'first' }),
    archive({ 'gateway.mjs': 'two', 'nodejs/node_modules/a/index.js': 'a' }),
  ];
  const folders = code.foldersOf(define({ taskRoot, layers }));

  expect(folders.taskRoot).toBe(taskRoot);
  expect(
    ['gateway.mjs', 'only', 'nodejs/node_modules/a/index.js'].map((file) => read(folders.layersRoot!, file)),
  ).toEqual(['two', 'first', 'a']);
});

test("a link of a layer leads into the merged folder, not to the layer's asset", () => {
  const layer = folder({ 'nodejs/packages/own.js': 'own' });
  fs.symlinkSync('packages/own.js', path.join(layer, 'nodejs/own.js'));
  const { layersRoot } = code.foldersOf(define({ taskRoot: folder({ 'index.js': '' }), layers: [layer, layer] }));

  expect(fs.realpathSync(path.join(layersRoot!, 'nodejs/own.js'))).toBe(
    path.join(layersRoot!, 'nodejs/packages/own.js'),
  );
});

test.each([
  { runtime: 'nodejs24.x', file: 'index.js' },
  { runtime: 'python3.13', file: 'index.py' },
])('code in the template of a function of $runtime becomes $file', ({ runtime, file }) => {
  expect(read(code.foldersOf(define({ runtime, inlineCode: 'code' })).taskRoot, file)).toBe('code');
});

test('the error of code that is not on this machine says what to do', () => {
  expect(() => code.foldersOf(define({ elsewhere: 'the object my.zip of the bucket mine in S3' }))).toThrow(
    'The code of the function Fn (stack Stack) is the object my.zip of the bucket mine in S3, '
      + 'not on this machine, so the function cannot run here. To try it, give',
  );
});

test('a new version has its own folders, the previous one is kept, and older ones are removed', () => {
  const taskRoot = archive({ 'index.js': '1' });
  const folders = ['1', '22', '333'].map((text) => {
    fs.writeFileSync(taskRoot, zipSync({ 'index.js': strToU8(text) }, { level: 0 }));
    return code.foldersOf(define({ taskRoot }));
  });

  expect(folders.map((one) => fs.existsSync(one.taskRoot))).toEqual([false, true, true]);
  expect(read(folders[1].taskRoot, 'index.js')).toBe('22');
});

test('neither a closed instance nor a broken archive leaves files behind', () => {
  const { taskRoot } = code.foldersOf(define({ taskRoot: archive({ 'index.js': '1' }) }));
  const broken = path.join(folder({ 'my.zip': 'PK' }), 'my.zip');
  const root = path.join(taskRoot, '..', '..');
  expect(path.dirname(root)).toBe(fs.realpathSync(os.tmpdir()));

  expect(() => code.foldersOf(define({ logicalId: 'Other', taskRoot: broken }))).toThrow(
    /cannot be read as a zip archive/,
  );
  expect(fs.readdirSync(root)).toHaveLength(1);
  code.close();
  expect(fs.existsSync(root)).toBe(false);
});
