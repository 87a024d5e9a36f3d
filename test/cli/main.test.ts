import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { eventually } from './support';
import { bundledTools, isRunning, MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from '../local/support';

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<[code: number | null, signal: string | null]>;
}

let main: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  // As in the package, whose package.json is two folders above.
  const root = temporaryFolder();
  write(root, 'package.json', '{"version":"1.2.3"}');
  fs.cpSync(path.dirname(await bundledTools()), path.join(root, 'assets'), { recursive: true });
  main = path.join(root, 'assets/cli/main.cjs');
});

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

test('is an executable that knows its version', async () => {
  const { exit, out } = run(['--version']);

  expect(await exit).toEqual([0, null]);
  expect(out()).toBe('1.2.3\n');
});

test('ends quietly when nobody reads what it writes', async () => {
  const { child, exit, err } = run(['connect', '--help']);
  child.stdout!.destroy();

  expect(await exit).toEqual([0, null]);
  expect(err()).toBe('');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with exit code 0 on %s, and its function with it', async (signal) => {
  const { child, exit, out } = run(['dev', writeAssembly(temporaryFolder(), { code: MIRROR }), '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(out())?.[1]);
  const { pid } = await (await fetch(url, { method: 'POST' })).json() as { pid: number };
  child.kill(signal);

  expect(await exit).toEqual([0, null]);
  expect(isRunning(pid)).toBe(false);
});

test('leaves no function behind when it is killed', async () => {
  const { child, out } = run(['dev', writeAssembly(temporaryFolder(), { code: MIRROR }), '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(out())?.[1]);
  const { pid } = await (await fetch(url, { method: 'POST' })).json() as { pid: number };
  child.kill('SIGKILL');

  await eventually(() => !isRunning(pid));
});

test('ends with exit code 130 when it is interrupted while the app is synthesized', async () => {
  const { child, exit, out, err } = run(['dev', '--app', 'echo "[$$]"; sleep 60']);
  const pid = Number(await eventually(() => /\[(\d+)\]/.exec(out() + err())?.[1]));
  child.kill('SIGINT');

  expect(await exit).toEqual([130, null]);
  await eventually(() => !isRunning(pid));
});

test.each<[name: string, args: string[], env: Record<string, string>, code: number, message: RegExp]>([
  ['a folder that is not there', ['dev', 'nowhere'], {}, 1, /^There is no cloud assembly at .*nowhere\. Run "cdk synth" first/],
  ['an app that fails', ['dev', '--app', 'exit 5'], {}, 1, /^The app failed \(exit code 5\)/],
  ['a tunnel without the token', ['dev', '--public-url', 'https://abc.example.com'], {}, 2, /^--public-url needs TWILIO_AUTH_TOKEN: /],
  ['a token that is none', ['dev'], { TWILIO_AUTH_TOKEN: 'abc' }, 2, /^TWILIO_AUTH_TOKEN is not an auth token: got 3 characters/],
])('says in one line what is wrong with %s', async (_, args, env, code, message) => {
  const { exit, err } = run(args, env);

  expect(await exit).toEqual([code, null]);
  expect(err()).toMatch(message);
  expect(err().trim().split('\n')).toHaveLength(1);
});

test('says in one line that the port is taken', async () => {
  const assembly = writeAssembly(temporaryFolder(), { code: MIRROR });
  const first = run(['dev', assembly, '--port', '0']);
  const url = await eventually(() => /POST (http:\S+)/.exec(first.out())?.[1]);
  const { port } = new URL(url);
  const second = run(['dev', assembly], { PORT: port });

  expect(await second.exit).toEqual([1, null]);
  expect(second.err()).toMatch(new RegExp(`^Port ${port} is taken\\..*PORT=.*\n$`));
});
