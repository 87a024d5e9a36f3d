import * as fs from 'node:fs';
import * as path from 'node:path';
import { KnownContents } from '../../../../src/cli/dev/app/known-contents';
import { removeFolders, temporaryFolder, write } from '../../../local/support';
import { asOrdinaryUser } from '../../../support/ordinary-user';

let root: string;
let file: string;
let known: KnownContents;

beforeEach(() => {
  root = temporaryFolder();
  file = path.join(root, 'app.ts');
  write(root, 'app.ts', 'a');
  known = new KnownContents();
  known.refresh(file);
});

afterAll(removeFolders);

test.each([
  { name: 'no change', change: () => undefined, isChanged: false },
  { name: 'other content', change: () => write(root, 'app.ts', 'b'), isChanged: true },
  { name: 'the same content, written again', change: () => write(root, 'app.ts', 'a'), isChanged: false },
  { name: 'another time', change: () => fs.utimesSync(file, 1, 1), isChanged: false },
  { name: 'a removal', change: () => fs.rmSync(file), isChanged: true },
  { name: 'a folder in its place', change: () => (fs.rmSync(file), fs.mkdirSync(file)), isChanged: true },
])('notices of $name: $isChanged', ({ change, isChanged }) => {
  change();

  expect(known.refresh(file)).toBe(isChanged);
  expect(known.refresh(file)).toBe(false);
});

test('a large file has changed when its time or size has', () => {
  const large = 'x'.repeat(2 * 1024 * 1024 + 1);
  write(root, 'large.ts', large);
  fs.utimesSync(path.join(root, 'large.ts'), 1, 1);
  const changes = [
    () => undefined,
    () => fs.utimesSync(path.join(root, 'large.ts'), 2, 2),
    () => fs.truncateSync(path.join(root, 'large.ts'), large.length - 2),
  ];

  expect(known.refresh(path.join(root, 'large.ts'))).toBe(true);
  expect(changes.map((change) => {
    change();
    return known.refresh(path.join(root, 'large.ts'));
  })).toEqual([false, true, true]);
});

test('an unreadable file has changed when its time has, and a file in an unreadable folder is missing', () => {
  write(root, 'secret/key.ts', 'a');
  fs.chmodSync(file, 0);
  fs.chmodSync(path.join(root, 'secret'), 0);
  const seen = asOrdinaryUser(root, () => {
    const changed = [known.refresh(file), known.refresh(file), known.refresh(path.join(root, 'secret/key.ts'))];
    return changed;
  });
  fs.utimesSync(file, 1, 1);
  const after = asOrdinaryUser(root, () => known.refresh(file));
  fs.chmodSync(path.join(root, 'secret'), 0o700);

  expect([...seen, after]).toEqual([true, false, false, true]);
});
