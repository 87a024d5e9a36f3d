import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SourceFilter } from '../../../../src/cli/dev/app/source-filter';
import { removeFolders, temporaryFolder, write } from '../../../local/support';
import { asOrdinaryUser } from '../../../support/ordinary-user';

// What chokidar makes of it is in watch-sources.test.ts.

afterAll(removeFolders);

const HIDDEN = ['**/.*', '**/node_modules'];

/** The files below a folder that are watched, as chokidar finds them: it enters no folder that is ignored. */
function seen(filter: SourceFilter, folder: string, depth = 0): string[] {
  if (depth > 10) return ['without end'];
  return fs.readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    if (filter.isIgnored(file, fs.lstatSync(file)) || filter.isIgnored(file)) return [];
    const stats = fs.statSync(file);
    if (filter.isIgnored(file, stats)) return [];
    return stats.isDirectory() ? seen(filter, file, depth + 1) : [file];
  });
}

test.each([
  {
    name: 'everything but the output, hidden files and packages',
    include: ['**'],
    exclude: ['cdk.out', ...HIDDEN],
    expected: ['app.ts', 'lib/app.js', 'lib/util.ts', 'test/app.ts'],
  },
  {
    name: 'neither an excluded kind of file nor an excluded folder',
    include: ['**'],
    exclude: ['cdk.out', ...HIDDEN, '**/*.js', 'test'],
    expected: ['app.ts', 'lib/util.ts'],
  },
  {
    name: 'no folder that is excluded in another notation',
    include: ['**'],
    exclude: ['lib/', './test', '{cdk.out,node_modules}', '.*'],
    expected: ['app.ts'],
  },
  {
    name: 'only what is included',
    include: ['lib/**'],
    exclude: ['**/.*', '**/node_modules/**'],
    expected: ['lib/app.js', 'lib/util.ts'],
  },
])('watches $name', ({ include, exclude, expected }) => {
  const root = temporaryFolder();
  const files = [
    'app.ts',
    'lib/app.js',
    'lib/util.ts',
    'test/app.ts',
    'cdk.out/a.json',
    '.git/HEAD',
    '.env',
    'node_modules/a/a.js',
    'lib/node_modules/b/b.js',
  ];
  files.forEach((file) => write(root, file, ''));

  expect(seen(new SourceFilter({ root, include, exclude }), root).map((file) => path.relative(root, file))).toEqual(
    expected,
  );
});

describe('links', () => {
  const link = (folder: string, from: string, to: string) =>
    fs.symlinkSync(path.join(folder, to), path.join(folder, from));
  const watched = (folder: string) =>
    seen(
      new SourceFilter({ root: path.join(folder, 'app'), include: ['**'], exclude: HIDDEN }),
      path.join(folder, 'app'),
    ).map((file) => path.relative(path.join(folder, 'app'), file));
  let folder: string;

  beforeEach(() => {
    folder = fs.realpathSync(temporaryFolder());
    ['app/app.ts', 'app/lib/util.ts', 'shared/words.ts', 'shared/deep/words.ts'].forEach((file) =>
      write(folder, file, ''),
    );
  });

  test('a linked folder and a linked file are watched', () => {
    link(folder, 'app/linked', 'shared');
    link(folder, 'app/words.ts', 'shared/words.ts');

    expect(watched(folder)).toEqual(['app.ts', 'lib/util.ts', 'linked/deep/words.ts', 'linked/words.ts', 'words.ts']);
  });

  test.each([
    { name: 'another link to the same folder', from: 'app/second', to: 'shared' },
    { name: 'a link to a folder below it', from: 'app/second', to: 'shared/deep' },
    { name: 'a link to a folder that is watched anyway', from: 'app/second', to: 'app/lib' },
    { name: 'a circle in the app', from: 'app/lib/circle', to: 'app' },
    { name: 'a circle in the linked folder', from: 'shared/deep/circle', to: 'shared' },
    { name: 'a folder that holds the app', from: 'app/up', to: '.' },
    { name: 'the whole file system', from: 'app/up', to: path.relative('/tmp/gateway-test', '/') },
    { name: 'a link to nothing', from: 'app/dangling', to: 'nowhere' },
    { name: 'a link to itself', from: 'app/self', to: 'app/self' },
  ])('does not follow $name', ({ from, to }) => {
    link(folder, 'app/linked', 'shared');
    link(folder, from, to);

    expect(watched(folder)).toEqual(['app.ts', 'lib/util.ts', 'linked/deep/words.ts', 'linked/words.ts']);
  });

  test('a link in a folder that has vanished is not followed', () => {
    const filter = new SourceFilter({ root: path.join(folder, 'app'), include: ['**'], exclude: [] });
    link(folder, 'app/lib/linked', 'shared');
    const file = path.join(folder, 'app/lib/linked');
    const stats = fs.lstatSync(file);
    fs.rmSync(path.join(folder, 'app/lib'), { recursive: true });

    expect(filter.isIgnored(file, stats)).toBe(true);
  });

  test('a link to a special file is not followed', () => {
    execFileSync('mkfifo', [path.join(folder, 'fifo')]);
    link(folder, 'app/words.ts', 'fifo');

    expect(watched(folder)).toEqual(['app.ts', 'lib/util.ts']);
  });

  test('a link whose target may not be read is not followed', () => {
    link(folder, 'app/linked', 'shared/deep');
    const file = path.join(folder, 'app/linked');
    const filter = new SourceFilter({ root: path.join(folder, 'app'), include: ['**'], exclude: [] });
    fs.chmodSync(path.join(folder, 'shared'), 0);

    expect(asOrdinaryUser(folder, () => filter.isIgnored(file, fs.lstatSync(file)))).toBe(true);
  });

  test('two links that lead to each other end', () => {
    link(folder, 'app/linked', 'shared/deep');
    link(folder, 'shared/deep/back', 'other');
    write(folder, 'other/words.ts', '');
    link(folder, 'other/there', 'shared/deep');

    expect(watched(folder)).toEqual(['app.ts', 'lib/util.ts', 'linked/back/words.ts', 'linked/words.ts']);
  });

  test('another link takes the place of one that was removed', () => {
    const filter = new SourceFilter({ root: path.join(folder, 'app'), include: ['**'], exclude: [] });
    ['app/first', 'app/second'].forEach((from) => link(folder, from, 'shared'));
    const [first, second] = ['first', 'second'].map((name) => path.join(folder, 'app', name));
    const isFollowed = (file: string) => !filter.isIgnored(file, fs.lstatSync(file));

    expect([first, second, first].map(isFollowed)).toEqual([true, false, true]);
    filter.forgetLink(first);
    expect([second, first].map(isFollowed)).toEqual([true, false]);
  });
});

test('files that the bundler read are watched whatever the globs say, and nothing beside them', () => {
  const folder = temporaryFolder();
  const root = path.join(folder, 'app');
  [
    'app/reply.js',
    'app/other.js',
    'app/app.ts',
    'shared/words.ts',
    'shared/other.ts',
    'shared/deep/other.ts',
    'app/out/made.ts',
    'app/out/other.ts',
  ].forEach((file) => write(folder, file, ''));
  const filter = new SourceFilter({ root, include: ['**'], exclude: ['**/*.js', 'out'] });
  const files = (...names: string[]) => names.map((name) => path.join(folder, name));
  const bundled = files('app/app.ts', 'app/reply.js', 'shared/words.ts', 'app/out/made.ts');

  expect(filter.addBundled(bundled)).toEqual(
    files('app', 'app/reply.js', 'shared', 'shared/words.ts', 'app/out', 'app/out/made.ts'),
  );
  expect(filter.addBundled(bundled)).toEqual([]);
  expect([root, ...files('shared')].flatMap((watched) => seen(filter, watched)).sort())
    .toEqual(files('app/app.ts', 'app/out/made.ts', 'app/reply.js', 'shared/words.ts'));
});
