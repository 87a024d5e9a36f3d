import { watchSources } from '../../../src/cli/dev/watch-sources';
import { removeFolders, temporaryFolder, write } from '../../local/support';
import { eventually } from '../support';

let root: string;
let stop: AbortController;
let calls: number;

beforeEach(() => {
  root = temporaryFolder();
  write(root, 'app.ts', '');
  stop = new AbortController();
  calls = 0;
});

afterEach(() => stop.abort());
afterAll(removeFolders);

const watch = (onChange: () => Promise<void> | void) => watchSources({ root, include: ['**'], exclude: ['out'] }, async () => {
  calls += 1;
  await onChange();
}, stop.signal);
const pause = async (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('calls once for changes that come together, also in a folder that is new', async () => {
  watch(() => undefined);
  write(root, 'app.ts', 'a');
  write(root, 'new/folder/reply.ts', 'a');
  await eventually(() => calls === 1);
  await pause(300);
  expect(calls).toBe(1);

  write(root, 'new/folder/reply.ts', 'b');
  await eventually(() => calls === 2);
});

test('does not call for what is excluded, or after it was stopped', async () => {
  watch(() => undefined);
  write(root, 'out/a.json', 'a');
  stop.abort();
  write(root, 'app.ts', 'a');
  await pause(300);

  expect(calls).toBe(0);
});

test('one call at a time; what changed meanwhile leads to one more, which ends where the app writes the same again', async () => {
  let running = 0;
  let most = 0;
  watch(async () => {
    running += 1;
    most = Math.max(most, running);
    write(root, 'generated.js', 'always the same');
    await pause(200);
    running -= 1;
  });
  write(root, 'app.ts', 'a');
  await eventually(() => calls === 1);
  write(root, 'app.ts', 'b');
  await eventually(() => calls === 2 && running === 0);
  await pause(400);

  expect([calls, most]).toEqual([2, 1]);
});
