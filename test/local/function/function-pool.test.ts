import * as path from 'node:path';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { FunctionPool } from '../../../src/local/function/function-pool';
import { bundledTools, isRunning, removeFolders, temporaryFolder, write } from '../support';

const PID =
  'export const handler = async ({ wait = 0, crash }) => { if (crash) process.exit(1); await new Promise((r) => setTimeout(r, wait)); return process.pid; };';

let hostFile: string;
let pool: FunctionPool;

beforeAll(async () => {
  hostFile = path.join(await bundledTools(), 'function-host.mjs');
});

beforeEach(() => {
  const taskRoot = temporaryFolder();
  write(taskRoot, 'gateway.mjs', PID);
  const environment = { LAMBDA_TASK_ROOT: taskRoot, _HANDLER: 'gateway.handler' };
  pool = new FunctionPool({ hostFile, environment, timeoutSeconds: 5, events: new GatewayEvents() }, 2);
});

afterEach(async () => pool.close());
afterAll(removeFolders);

test('the pool uses an idle process again', async () => {
  pool.warm();

  expect(await pool.invoke('a', {})).toBe(await pool.invoke('b', {}));
});

test('the pool starts processes up to its limit, and then lets invocations wait', async () => {
  const pids = await Promise.all(['a', 'b', 'c', 'd'].map(async (id) => pool.invoke(id, { wait: 100 })));

  expect(new Set(pids).size).toBe(2);
});

test('the pool replaces a crashed process, also for invocations that wait', async () => {
  const outcomes = await Promise.allSettled([
    pool.invoke('a', { crash: true }),
    pool.invoke('b', { crash: true }),
    pool.invoke('c', {}),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(await pool.invoke('d', {})).toEqual(expect.any(Number));
});

test('a retired pool lets its invocations end, and then their processes', async () => {
  const idle = await pool.invoke('a', {}) as number;
  const busy = pool.invoke('b', { wait: 100 });
  const other = pool.invoke('c', { wait: 100 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  pool.retire();
  const pids = await Promise.all([busy, other]) as number[];
  await pool.close();

  expect(pids).toContain(idle);
  expect(pids.filter(isRunning)).toEqual([]);
});

test('a closed pool ends its processes and its invocations', async () => {
  const pending = pool.invoke('a', { wait: 10_000 }).catch((error: Error) => error.name);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await pool.close();

  expect(await pending).toBe('FunctionFailure');
  await expect(pool.invoke('b', {})).rejects.toThrow('closing');
});
