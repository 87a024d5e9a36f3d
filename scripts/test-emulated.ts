/**
 * `npm run test:emulated [part of a file's name]`: the tests against moto's AWS services. It installs moto into a cache
 * folder of the user's (it needs Python 3), starts it on a free port of loopback for each file, and ends what it
 * started.
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'test/emulated');
const MOTO = 'moto[server,stepfunctions]==5.2.5';
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-twilio-sms-gateway', 'moto-5.2.5');
const BIN = path.join(CACHE, process.platform === 'win32' ? 'Scripts' : 'bin');
const START_MILLIS = 60_000;

interface Moto {
  readonly endpoint: string;
  close(): Promise<void>;
}

async function testEmulated(pattern: string): Promise<boolean> {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.emulated.ts') && file.includes(pattern)).sort();
  if (files.length === 0) throw new Error(`There is no test/emulated/*${pattern}*.emulated.ts.`);
  if (!fs.existsSync(path.join(CACHE, 'complete'))) installMoto();
  const results: string[] = [];
  for (const file of files) {
    const started = Date.now();
    const moto = await startMoto();
    try {
      const status = await runTests(path.join(FOLDER, file), moto.endpoint);
      results.push(`${status === 0 ? 'passed' : 'FAILED'}  ${file} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } finally {
      await moto.close();
    }
  }
  console.log(`\nWith ${MOTO}:\n${results.map((result) => `  ${result}`).join('\n')}`);
  return results.every((result) => result.startsWith('passed'));
}

function installMoto(): void {
  console.log(`Installing ${MOTO} into ${CACHE}`);
  run(process.env.PYTHON ?? 'python3', '-m', 'venv', '--clear', CACHE);
  run(path.join(BIN, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MOTO);
  fs.writeFileSync(path.join(CACHE, 'complete'), ''); // an interrupted installation starts over
}

function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}. The emulated tests need Python 3 with venv, and PyPI the first time.`);
}

async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn(path.join(BIN, 'python'), [path.join(FOLDER, 'moto-server.py'), '-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.once('exit', () => child.kill('SIGKILL'));
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + START_MILLIS; child.exitCode === null && Date.now() < end;) {
    const isUp = await fetch(`${endpoint}/moto-api/data.json`).then(({ ok }) => ok, () => false);
    if (isUp) return { endpoint, close };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await close();
  throw new Error(`moto did not start:\n${printed}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The tests find moto as any program would: by the environment of the AWS SDKs. */
async function runTests(file: string, endpoint: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', file], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'emulated',
      AWS_SECRET_ACCESS_KEY: 'emulated',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
testEmulated(process.argv[2] ?? '').then((passed) => (process.exitCode = passed ? 0 : 1), (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
