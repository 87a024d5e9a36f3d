import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './support';
import {
  bundledCli,
  isRunning,
  MIRROR,
  removeFolders,
  temporaryFolder,
  writeAssembly,
} from '../local/support';

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<[code: number | null, signal: string | null]>;
}

let main: string;
const children: ChildProcess[] = [];

beforeAll(async () => (main = await bundledCli()));

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(removeFolders);

function run(args: string[], env: Record<string, string> = {}, cwd = temporaryFolder()): Run {
  const child = spawn(main, args, { cwd, env: { PATH: process.env.PATH, ...env } });
  children.push(child);
  const [out, err]: string[][] = [[], []];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  child.stderr.on('data', (chunk) => err.push(String(chunk)));
  return { child, out: () => out.join(''), err: () => err.join(''), exit: once(child, 'close') as Run['exit'] };
}

test('the bundle is an executable that knows its version', async () => {
  const { exit, out } = run(['--version']);

  expect(await exit).toEqual([0, null]);
  expect(out()).toBe('1.2.3\n');
});

test('the tool ends quietly when nobody reads its output', async () => {
  const { child, exit, err } = run(['connect', '--help']);
  child.stdout!.destroy();

  expect(await exit).toEqual([0, null]);
  expect(err()).toBe('');
});

test.each([
  { signal: 'SIGINT' },
  { signal: 'SIGTERM' },
  { signal: 'SIGHUP' },
] as const)('the signal $signal ends dev with exit code 0, and its function with it', async ({ signal }) => {
  const { child, exit, out } = run(['dev', writeAssembly(temporaryFolder(), { code: MIRROR }), '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(out())?.[1]);
  const { pid } = await (await fetch(url, { method: 'POST' })).json() as { pid: number };
  child.kill(signal);

  expect(await exit).toEqual([0, null]);
  expect(isRunning(pid)).toBe(false);
});

test('no function is left behind when dev is killed', async () => {
  const { child, out } = run(['dev', writeAssembly(temporaryFolder(), { code: MIRROR }), '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(out())?.[1]);
  const { pid } = await (await fetch(url, { method: 'POST' })).json() as { pid: number };
  child.kill('SIGKILL');

  await eventually(() => !isRunning(pid));
});

test('an interruption during synthesis ends dev with exit code 130', async () => {
  const { child, exit, out, err } = run(['dev', '--app', 'echo "[$$]"; sleep 60']);
  const pid = Number(await eventually(() => /\[(\d+)\]/.exec(out() + err())?.[1]));
  child.kill('SIGINT');

  expect(await exit).toEqual([130, null]);
  await eventually(() => !isRunning(pid));
});

test.each<{
  readonly name: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly code: number;
  readonly message: RegExp;
}>([
  {
    name: 'a folder that does not exist',
    args: ['dev', 'nowhere'],
    env: {},
    code: 1,
    message: /^There is no cloud assembly at .*nowhere\. Run "cdk synth" first/,
  },
  {
    name: 'an app that fails',
    args: ['dev', '--app', 'exit 5'],
    env: {},
    code: 1,
    message: /^The app failed \(exit code 5\)/,
  },
  {
    name: 'a tunnel without the token',
    args: ['dev', '--public-url', 'https://abc.example.com'],
    env: {},
    code: 2,
    message: /^--public-url needs TWILIO_AUTH_TOKEN: /,
  },
  {
    name: 'a malformed token',
    args: ['dev'],
    env: { TWILIO_AUTH_TOKEN: 'abc' },
    code: 2,
    message: /^TWILIO_AUTH_TOKEN is not an auth token: got 3 characters/,
  },
])('one line says what is wrong with $name', async ({ args, env, code, message }) => {
  const { exit, err } = run(args, env);

  expect(await exit).toEqual([code, null]);
  expect(err()).toMatch(message);
  expect(err().trim().split('\n')).toHaveLength(1);
});

test('one line says that the port is taken', async () => {
  const assembly = writeAssembly(temporaryFolder(), { code: MIRROR });
  const first = run(['dev', assembly, '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(first.out())?.[1]);
  const { port } = new URL(url);
  const second = run(['dev', assembly], { PORT: port });

  expect(await second.exit).toEqual([1, null]);
  expect(second.err()).toMatch(new RegExp(`^Port ${port} is taken\\..*PORT=.*\n$`));
});
