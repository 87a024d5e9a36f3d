import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { bundledTools, removeFolders, temporaryFolder, write } from '../support';

let hostFile: string;
let host: ChildProcess;

beforeAll(async () => {
  hostFile = path.join(await bundledTools(), 'function-host.mjs');
});

beforeEach(async () => {
  const taskRoot = temporaryFolder();
  write(taskRoot, 'gateway.mjs', 'setInterval(() => {}, 1000); export const handler = async () => 1;');
  host = fork(hostFile, [], {
    env: { LAMBDA_TASK_ROOT: taskRoot, _HANDLER: 'gateway.handler' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  expect((await once(host, 'message'))[0]).toEqual({ type: 'ready' });
});

afterEach(() => void host.kill('SIGKILL'));
afterAll(removeFolders);

test('the host ends with its parent', async () => {
  const exit = once(host, 'exit');
  host.disconnect();

  expect(await exit).toEqual([0, null]);
});

test('the host leaves Ctrl-C to its parent', async () => {
  host.kill('SIGINT');
  host.send({ requestId: 'a', deadline: Date.now() + 1000, event: {} });

  expect((await once(host, 'message'))[0]).toEqual({ type: 'result', requestId: 'a', result: 1 });
});
