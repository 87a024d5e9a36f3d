import * as fs from 'node:fs';
import * as path from 'node:path';
import { SourceState } from '../../../src/cli/dev/source-files';
import { removeFolders, temporaryFolder, write } from '../../local/support';

afterAll(removeFolders);

test('notices what was changed, added or removed, by content', () => {
  const root = temporaryFolder();
  write(root, 'src/app.ts', 'a');
  const state = new SourceState({ root, include: ['**'], exclude: [] });
  const isChanged = (change: () => void) => {
    change();
    return state.refresh();
  };

  expect(isChanged(() => undefined)).toBe(false);
  expect(isChanged(() => write(root, 'src/app.ts', 'b'))).toBe(true);
  expect(isChanged(() => write(root, 'src/deep/er/reply.ts', 'b'))).toBe(true);
  expect(isChanged(() => fs.utimesSync(path.join(root, 'src/app.ts'), 1, 1))).toBe(false);
  expect(isChanged(() => fs.rmSync(path.join(root, 'src/deep'), { recursive: true }))).toBe(true);
  expect(isChanged(() => fs.rmSync(root, { recursive: true }))).toBe(true);
});

test.each<[include: string[], exclude: string[], expected: string[]]>([
  [['**'], ['cdk.out', '**/.*', '**/node_modules'], ['app.ts', 'lib/app.js', 'lib/util.ts', 'test/app.ts']],
  [['**'], ['cdk.out', '**/.*', '**/node_modules', '**/*.js', 'test'], ['app.ts', 'lib/util.ts']],
  [['**'], ['lib/', './test', '{cdk.out,node_modules}', '.*'], ['app.ts']],
  [['lib/**'], ['**/.*', '**/node_modules/**'], ['lib/app.js', 'lib/util.ts']],
])('of %j without %j it sees %j', (include, exclude, expected) => {
  const root = temporaryFolder();
  const files = ['app.ts', 'lib/app.js', 'lib/util.ts', 'test/app.ts', 'cdk.out/a.json', '.git/HEAD', '.env', 'node_modules/a/a.js', 'lib/node_modules/b/b.js'];
  files.forEach((file) => write(root, file, ''));
  const state = new SourceState({ root, include, exclude });
  const seen = files.filter((file) => {
    write(root, file, 'changed');
    return state.refresh();
  });

  expect(seen).toEqual(expected);
});
