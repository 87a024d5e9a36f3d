import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import * as path from 'node:path';
import { clientSettings, makeCertificate, namesOnLoopback, type Place, serverSettings } from './emulator-settings';
import type { Installation } from './installation';

const START_MILLIS = 60_000;
const END_MILLIS = 5000;
const LAUNCHER = path.join(__dirname, 'ministack/launch.py');

export interface Emulator {
  /** For the tests, the CDK CLI and ours: how they find AWS and Twilio. */
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * Starts AWS's emulator on a free port of loopback, with https by a certificate of its own.
 *
 * @param folder for everything that it writes
 */
export async function startEmulator(installation: Installation, folder: string): Promise<Emulator> {
  const place: Place = { folder, port: await freePort(), certificate: makeCertificate(folder) };
  const names = namesOnLoopback(place);
  const logFile = path.join(folder, 'emulator.log');
  const log = fs.openSync(logFile, 'w');
  const child = spawn(installation.python, [LAUNCHER], {
    stdio: ['ignore', log, log],
    env: { ...names, ...serverSettings(place, installation) },
  });
  const close = async () => end(child);
  process.once('exit', () => child.kill('SIGKILL'));
  for (const giveUpAt = Date.now() + START_MILLIS; child.exitCode === null && Date.now() < giveUpAt;) {
    if (await isUp(place.port)) return { env: { ...names, ...clientSettings(place) }, close };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await close();
  throw new Error(`ministack did not start:\n${fs.readFileSync(logFile, 'utf8').slice(-4000)}`);
}

/** Asks it to end, so that it ends the functions' processes. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MILLIS);
  await exited;
  clearTimeout(timer);
}

/** Asks by TCP: this process does not trust the certificate. */
async function isUp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
