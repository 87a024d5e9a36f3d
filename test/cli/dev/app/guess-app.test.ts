import { guessApp } from '../../../../src/cli/dev/app/guess-app';
import { UsageError } from '../../../../src/cli/terminal/context';
import { removeFolders, temporaryFolder, write } from '../../../local/support';

const TSX = 'node_modules/.bin/tsx';
const TS_NODE = 'node_modules/.bin/ts-node';

afterAll(removeFolders);

function folderWith(files: readonly string[]): string {
  const folder = temporaryFolder();
  files.forEach((file) => write(folder, file, file.startsWith('lib') ? '' : 'import "aws-cdk-lib";'));
  return folder;
}

test.each([
  { files: ['app.ts', TSX, TS_NODE], command: 'npx tsx app.ts' },
  { files: ['app.ts', TS_NODE], command: 'npx ts-node app.ts' },
  { files: ['bin/shop.ts', 'bin/shop.js', 'bin/shop.d.ts', 'lib/app.ts', TSX], command: 'npx tsx bin/shop.ts' },
  { files: ['src/main.ts', TSX], command: 'npx tsx src/main.ts' },
  { files: ['app.js'], command: 'node app.js' },
  { files: ['bin/shop.mjs', 'bin/$(rm).mjs'], command: 'node bin/shop.mjs' },
  { files: ['app.py', 'bin/activate'], command: 'python3 app.py' },
])('the app of a folder with $files is run by $command', ({ files, command }) => {
  expect(guessApp(folderWith(files))).toBe(command);
});

test('a tool of a folder above runs the app, as in a workspace', () => {
  const folder = folderWith([TSX, 'packages/shop/app.ts']);

  expect(guessApp(`${folder}/packages/shop`)).toBe('npx tsx app.ts');
});

test.each([
  { name: 'nothing', files: [], message: /^There is no cdk\.json, no cdk\.out and no file .* --app "npx tsx app\.ts"\.$/ },
  { name: 'a program that imports no CDK', files: ['lib/x.ts'], message: /no file that looks like an app/ },
  {
    name: 'two apps',
    files: ['app.ts', 'bin/a.ts', TSX],
    message: /several files look like the app: app\.ts, bin\/a\.ts\. .* --app "npx tsx app\.ts"\.$/,
  },
  { name: 'TypeScript and no tool for it', files: ['app.ts'], message: /neither tsx nor ts-node is installed to run app\.ts\. .*--app\.$/ },
])('a folder with $name is rejected, and the flag is named', ({ files, message }) => {
  const guess = () => guessApp(folderWith(files));

  expect(guess).toThrow(UsageError);
  expect(guess).toThrow(message);
});

test('a server beside the app is not run by mistake', () => {
  const folder = folderWith(['bin/shop.js']);
  write(folder, 'app.js', 'require("express")().listen(80);');

  expect(guessApp(folder)).toBe('node bin/shop.js');
});
