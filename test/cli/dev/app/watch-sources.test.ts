import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { watchSources } from '../../../../src/cli/dev/app/watch-sources';
import { removeFolders, temporaryFolder, write } from '../../../local/support';
import { asOrdinaryUser } from '../../../support/ordinary-user';
import { eventually } from '../../support';

let folder: string;
let root: string;
let stop: AbortController;
let calls: number;
let problems: NodeJS.ErrnoException[];
let bundledFiles: string[];

beforeEach(() => {
  folder = fs.realpathSync(temporaryFolder());
  root = path.join(folder, 'app');
  write(root, 'app.ts', '');
  stop = new AbortController();
  calls = 0;
  problems = [];
  bundledFiles = [];
});

afterEach(() => {
  stop.abort();
  expect(problems).toEqual([]);
});
afterAll(removeFolders);

const watch = async (onChange: () => Promise<void> | void = () => undefined) => watchSources({
  sources: { root, include: ['**'], exclude: ['out', '**/*.js'] },
  bundledFiles: () => bundledFiles,
  onChange: async () => {
    calls += 1;
    await onChange();
  },
  onProblem: (error) => problems.push(error),
  stop: stop.signal,
});
const pause = async (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A change leads to a call, and to no more than one. */
async function expectCall(change: () => void): Promise<void> {
  const before = calls;
  change();
  await eventually(() => calls > before);
  await pause(150);
  expect(calls).toBe(before + 1);
}

async function expectNoCall(change: () => void): Promise<void> {
  const before = calls;
  change();
  await pause(400);
  expect(calls).toBe(before);
}

test('calls once for changes that come together, also in a folder that is new', async () => {
  await watch();
  write(root, 'app.ts', 'a');
  write(root, 'new/folder/reply.ts', 'a');
  await eventually(() => calls === 1);
  await pause(400);
  expect(calls).toBe(1);

  write(root, 'new/folder/reply.ts', 'b');
  await eventually(() => calls === 2);
});

test('notices what was changed, replaced, renamed, added or removed, and no write of the same content', async () => {
  write(root, 'src/reply.ts', 'a');
  await watch();
  const at = (file: string) => path.join(root, file);

  await expectCall(() => write(root, 'src/reply.ts', 'b'));
  await expectNoCall(() => write(root, 'src/reply.ts', 'b'));
  await expectNoCall(() => fs.utimesSync(at('src/reply.ts'), 1, 1));
  await expectCall(
    () => (write(root, 'src/.reply.ts.tmp', 'c'), fs.renameSync(at('src/.reply.ts.tmp'), at('src/reply.ts'))),
  );
  await expectCall(() => write(root, 'src/reply.ts', 'd')); // the file in its place is watched
  await expectCall(() => fs.renameSync(at('src'), at('lib')));
  await expectCall(() => write(root, 'lib/reply.ts', 'e'));
  await expectCall(() => fs.rmSync(at('lib'), { recursive: true }));
  await expectCall(() => write(root, 'lib/reply.ts', 'e'));
});

test('does not call for what is excluded, or after it was stopped', async () => {
  write(root, 'out/b.json', 'b');
  await watch();

  await expectNoCall(
    () => (write(root, 'out/a.json', 'a'), write(root, 'out/b.json', 'a'), write(root, 'app.js', 'a')),
  );
  stop.abort();
  await expectNoCall(() => write(root, 'app.ts', 'a'));
});

test('resolves when it is stopped before everything is watched', async () => {
  stop.abort();
  await watch();

  await expectNoCall(() => write(root, 'app.ts', 'a'));
});

test('calls come one at a time, changes during a call lead to one more, and a write of the same leads to none', async () => {
  let running = 0;
  let most = 0;
  await watch(async () => {
    running += 1;
    most = Math.max(most, running);
    write(root, 'generated.ts', 'always the same');
    await pause(200);
    running -= 1;
  });
  write(root, 'app.ts', 'a');
  await eventually(() => calls === 1);
  write(root, 'app.ts', 'b');
  await eventually(() => calls === 2 && running === 0);
  await pause(500);

  expect([calls, most]).toEqual([2, 1]);
});

describe('files that the bundler read', () => {
  beforeEach(() => {
    ['shared/words.ts', 'shared/other.ts', 'app/reply.js', 'app/other.js'].forEach((file) => write(folder, file, ''));
    bundledFiles = ['shared/words.ts', 'app/reply.js'].map((file) => path.join(folder, file));
  });

  test('are watched outside of the app and against the globs, and nothing beside them', async () => {
    await watch();

    await expectCall(() => write(folder, 'shared/words.ts', 'a'));
    await expectCall(() => write(folder, 'app/reply.js', 'a'));
    await expectNoCall(() => (write(folder, 'shared/other.ts', 'a'), write(folder, 'app/other.js', 'a')));
    expect(calls).toBe(2);
  });

  test('are watched when they come back', async () => {
    await watch();

    await expectCall(() => fs.rmSync(path.join(folder, 'shared/words.ts')));
    await expectCall(() => write(folder, 'shared/words.ts', 'b'));
    await expectCall(() => write(folder, 'shared/words.ts', 'c'));
  });

  test('are watched from the call on in which they were read first, without a call of their own', async () => {
    await watch(() => void bundledFiles.push(path.join(folder, 'shared/other.ts')));

    await expectCall(() => write(folder, 'shared/words.ts', 'a'));
    await expectCall(() => write(folder, 'shared/other.ts', 'a'));
  });

  test('do no harm where they are gone', async () => {
    bundledFiles.push(path.join(folder, 'gone/away.ts'), path.join(folder, 'shared/gone.ts'));
    await watch();
    fs.rmSync(path.join(folder, 'shared'), { recursive: true });
    await eventually(() => calls === 1);

    await expectCall(() => write(root, 'app.ts', 'a'));
  });
});

test('survives unreadable files and folders, and watches the rest', async () => {
  ['unreadable.ts', 'locked/deep/key.ts', 'reply.ts'].forEach((file) => write(root, file, ''));
  const locked = ['unreadable.ts', 'locked'].map((file) => path.join(root, file));
  fs.chmodSync(folder, 0o755);
  locked.forEach((file) => fs.chmodSync(file, 0));
  await asOrdinaryUser(folder, watch);

  await expectCall(() => write(root, 'reply.ts', 'a'));
  locked.forEach((file) => fs.chmodSync(file, 0o755));
});

test('survives special files: a FIFO, a socket, a link to one', async () => {
  execFileSync('mkfifo', [path.join(root, 'fifo.ts')]);
  fs.symlinkSync('fifo.ts', path.join(root, 'linked.ts'));
  const server = createServer().listen(path.join(root, 'socket.ts'));
  await once(server, 'listening');
  await watch();

  await expectNoCall(() => execFileSync('mkfifo', [path.join(root, 'late.ts')]));
  await expectCall(() => write(root, 'app.ts', 'a'));
  server.close();
});

test('survives files and folders that vanish while it looks at them', async () => {
  const churn = setInterval(() => {
    fs.rmSync(path.join(root, 'churn'), { recursive: true, force: true });
    for (let index = 0; index < 20; index += 1) write(root, `churn/${index}/deep/${Math.random()}.ts`, 'a');
  }, 5);
  await watch();
  await pause(300);
  clearInterval(churn);
  fs.rmSync(path.join(root, 'churn'), { recursive: true, force: true });
  await pause(600);

  await expectCall(() => write(root, 'app.ts', 'a'));
});

test('follows links: a linked folder, each target once, a circle without end', async () => {
  write(folder, 'shared/words.ts', '');
  const link = (from: string, to: string) => fs.symlinkSync(path.join(folder, to), path.join(folder, from));
  link('app/linked', 'shared');
  link('app/again', 'shared');
  link('app/circle', 'app');
  link('shared/back', 'shared');
  link('app/up', '.');
  link('app/dangling', 'nowhere');
  await watch();

  await expectCall(() => write(folder, 'shared/words.ts', 'a'));
  await expectCall(() => write(folder, 'shared/deep/new.ts', 'a'));
  await expectNoCall(() => write(folder, 'beside.ts', 'a'));
});

test('a folder that is linked later is watched, too', async () => {
  write(folder, 'shared/words.ts', '');
  await watch();

  await expectCall(() => fs.symlinkSync(path.join(folder, 'shared'), path.join(root, 'linked')));
  await expectCall(() => write(folder, 'shared/words.ts', 'a'));
});

test('survives the end of the app itself', async () => {
  await watch();

  await expectCall(() => fs.rmSync(root, { recursive: true }));
});

test('a failure of the callback is a problem, and the next change calls again', async () => {
  let isBroken = true;
  await watch(() => {
    if (isBroken) throw Object.assign(new Error('broken'), { code: 'EBROKEN' });
  });
  write(root, 'app.ts', '1');
  await eventually(() => problems.length > 0);
  expect(problems.splice(0)).toMatchObject([{ code: 'EBROKEN' }]);

  isBroken = false;
  await expectCall(() => write(root, 'app.ts', '2'));
});
