import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import { eventually } from './support';
import { bundledCli, MIRROR, removeFolders, temporaryFolder, writeAssembly } from '../local/support';

/** FLOOD=10000 runs the whole flood. */
const POSTS = Number(process.env.FLOOD ?? 150);
const BODY = Buffer.alloc(10 * 1024 * 1024, 'a');
const AT_ONCE = 8;

let child: ChildProcess;
afterEach(() => child.kill('SIGKILL'));
afterAll(removeFolders);

/** Resident memory of the process, in MiB. Linux only. */
function memory(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;
}

/** Sends a body until the server ends the connection. Returns the status, if one came. */
async function post(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => (answer += String(chunk))).on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? NaN) || undefined));
    socket.write(`POST /sms HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\ncontent-length: ${BODY.length}\r\n\r\n`);
    socket.write(BODY);
  });
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(`${POSTS} unsigned posts of 10 MB to page and tunnel leave the memory of dev flat`, async () => {
  const main = await bundledCli();
  child = spawn(
    process.execPath,
    [main, 'dev', writeAssembly(temporaryFolder(), { code: MIRROR }), '--port', '0', '--public-url', 'https://t.example.com'],
    { env: { PATH: process.env.PATH, TWILIO_AUTH_TOKEN: 'a'.repeat(32) } },
  );
  const printed: string[] = [];
  child.stdout!.on('data', (chunk) => printed.push(String(chunk)));
  const ports = await eventually(() => /Press Ctrl-C/.test(printed.join(''))
    && [...new Set(printed.join('').match(/127\.0\.0\.1:\d+/g))].map((host) => Number(host.split(':')[1])));
  const flood = async (count: number) => {
    const statuses: (number | undefined)[] = [];
    let left = count;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) statuses.push(await post(ports[left % ports.length]));
    }));
    return statuses;
  };
  await flood(30);
  const before = memory();
  const statuses = await flood(POSTS);
  const after = memory();
  if (process.env.FLOOD !== undefined) process.stdout.write(`RSS ${before.toFixed()} MiB, then ${after.toFixed()} MiB\n`);

  expect(statuses).toHaveLength(POSTS);
  expect(statuses.filter((status) => status !== undefined && status !== 413)).toEqual([]);
  expect(after - before).toBeLessThan(60);
}, 600_000);
