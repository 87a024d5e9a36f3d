import * as path from 'node:path';
import { FunctionLogLine } from '../../../src/local/events/function-log-line';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { FunctionProcess } from '../../../src/local/function/function-process';
import { bundledTools, isRunning, MIRROR, removeFolders, temporaryFolder, write } from '../support';

let hostFile: string;
let running: FunctionProcess[] = [];
let lines: FunctionLogLine[];

beforeAll(async () => {
  hostFile = path.join(await bundledTools(), 'function-host.mjs');
});

beforeEach(() => {
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (process) => process.stop()));
});

afterAll(removeFolders);

function start(
  code: string,
  props: { timeoutSeconds?: number; handler?: string; file?: string } = {},
): FunctionProcess {
  const taskRoot = temporaryFolder();
  write(taskRoot, props.file ?? 'gateway.mjs', code);
  const environment = {
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: props.handler ?? 'gateway.handler',
    AWS_LAMBDA_FUNCTION_NAME: 'Fn',
  };
  const events = new GatewayEvents().on('log', (line) => lines.push(line));
  const fn = new FunctionProcess({ hostFile, environment, timeoutSeconds: props.timeoutSeconds ?? 5, events });
  running.push(fn);
  return fn;
}

async function eventually(check: () => void): Promise<void> {
  for (const end = Date.now() + 3000; ;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function mirror(fn: FunctionProcess, requestId = 'id-1') {
  return JSON.parse((await fn.invoke(requestId, { hello: 'world' }) as { body: string }).body);
}

test('the handler gets the event, a context and only the given environment', async () => {
  const { event, id, left, env } = await mirror(start(MIRROR));

  expect(event).toEqual({ hello: 'world' });
  expect(id).toBe('id-1');
  expect(left).toBeGreaterThan(4000);
  expect(left).toBeLessThanOrEqual(5000);
  expect(Object.keys(env)).toEqual(expect.arrayContaining(['LAMBDA_TASK_ROOT', '_HANDLER']));
  expect(env).not.toHaveProperty('PATH');
});

test('one process serves one invocation after the other', async () => {
  const fn = start(MIRROR);

  expect((await mirror(fn, 'a')).pid).toBe((await mirror(fn, 'b')).pid);
  expect(fn.alive).toBe(true);
});

test('the handler is found as Lambda finds it', async () => {
  expect(
    await start('exports.run = () => 1;', { file: 'src/index.js', handler: 'src/index.run' }).invoke('a', {}),
  ).toBe(1);
});

test('the handler runs in the folder of its code, as in Lambda', async () => {
  const fn = start(
    "import { readFileSync } from 'node:fs'; export const handler = async () => readFileSync('gateway.mjs', 'utf8').slice(0, 6);",
  );

  expect(await fn.invoke('a', {})).toBe('import');
});

test('the lines of the function are events with their invocation', async () => {
  await start(
    'console.log("init"); export const handler = async () => { console.log("out"); console.error("err"); };',
  ).invoke('id-1', {});

  await eventually(() => expect(lines).toEqual(expect.arrayContaining([
    { stream: 'stdout', text: 'init', requestId: undefined },
    { stream: 'stdout', text: 'out', requestId: 'id-1' },
    { stream: 'stderr', text: 'err', requestId: 'id-1' },
  ])));
});

test('the process survives a handler that throws', async () => {
  const fn = start(
    'export const handler = async (event) => { if (event.fail) throw new Error("no"); return "fine"; };',
  );

  await expect(fn.invoke('a', { fail: true })).rejects.toThrow('Error: no');
  expect(await fn.invoke('b', {})).toBe('fine');
  await eventually(() => expect(lines.map(({ text }) => text)).toContain('Error: no'));
});

test.each([
  {
    name: 'ends its process',
    code: 'export const handler = () => process.exit(3);',
    message: /Runtime exited: exit status 3/,
  },
  {
    name: 'blocks the event loop',
    code: 'export const handler = () => { for (;;); };',
    message: /Task timed out after 0.50 seconds/,
  },
  {
    name: 'never answers',
    code: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
    message: /Task timed out after 0.50 seconds/,
  },
  { name: 'fails in its init', code: 'throw new Error("broken");', message: /Runtime exited: exit status 1/ },
  { name: 'has no handler', code: 'export const other = 1;', message: /Runtime exited: exit status 1/ },
])('a process whose function $name fails and is not used again', async ({ code, message }) => {
  const fn = start(code, { timeoutSeconds: 0.5 });

  await expect(fn.invoke('a', {})).rejects.toThrow(message);
  expect(fn.alive).toBe(false);
  expect(lines).toContainEqual(expect.objectContaining({ stream: 'platform', text: expect.stringMatching(message) }));
});

test('a stopped process is gone, and nothing is logged about it', async () => {
  const fn = start(MIRROR);
  const { pid } = await mirror(fn);
  await fn.stop();

  expect(isRunning(pid)).toBe(false);
  expect(lines).toEqual([]);
  await expect(fn.invoke('b', {})).rejects.toThrow('Runtime exited');
});

test('a stopped process ends its pending invocation', async () => {
  const fn = start('export const handler = () => new Promise(() => setInterval(() => {}, 1000));');
  const pending = expect(fn.invoke('a', {})).rejects.toThrow('Stopped');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await fn.stop();
  await pending;
});
