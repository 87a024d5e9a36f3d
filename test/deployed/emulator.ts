import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { Installation } from './installation';

export const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const START_MILLIS = 60_000;
const SOURCES = path.join(__dirname, 'emulator');
const HOOK = path.join(SOURCES, 'loopback.cjs');

/**
 * Names that the throw-away certificate is for: those of AWS and Twilio that anything here calls, and a domain of the
 * user's.
 */
const NAMES = [
  'amazonaws.com', `${REGION}.amazonaws.com`, `*.${REGION}.amazonaws.com`, `*.execute-api.${REGION}.amazonaws.com`, `*.lambda-url.${REGION}.on.aws`,
  'api.twilio.com', 'messaging.twilio.com', 'mms.twiliocdn.com', '*.example.com',
];

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
export async function startEmulator({ python, node }: Installation, folder: string): Promise<Emulator> {
  const certificate = makeCertificate(folder);
  const port = await freePort();
  const loopback = path.join(folder, 'loopback.json');
  fs.writeFileSync(loopback, JSON.stringify(['amazonaws.com', 'on.aws', 'example.com'].map((end) => [end, port])));
  ['s3', 'tmp'].forEach((name) => fs.mkdirSync(path.join(folder, name)));
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  // Functions have NODE_OPTIONS of their own.
  fs.writeFileSync(path.join(bin, 'node'), `#!/bin/sh\nexec '${node}' --require '${HOOK}' "$@"\n`, { mode: 0o755 });
  const names = {
    AWS_CA_BUNDLE: certificate.file, // for the CDK CLI
    NODE_EXTRA_CA_CERTS: certificate.file,
    LOOPBACK_FILE: loopback,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
  };
  const log = fs.openSync(path.join(folder, 'emulator.log'), 'w');
  const child = spawn(python, [path.join(SOURCES, 'launch.py')], {
    stdio: ['ignore', log, log],
    env: {
      ...names,
      PYTHONDONTWRITEBYTECODE: '1',
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      TMPDIR: path.join(folder, 'tmp'),
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      AWS_ACCESS_KEY_ID: 'deployer',
      AWS_SECRET_ACCESS_KEY: 'deployer',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_HOST: `${REGION}.amazonaws.com`,
      MINISTACK_SSL_CERT: certificate.file,
      MINISTACK_SSL_KEY: certificate.key,
      S3_DATA_DIR: path.join(folder, 's3'),
      USE_SSL: '1',
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    child.kill('SIGTERM'); // it ends the functions' processes then
    const timer = setTimeout(kill, 5000);
    await exited;
    clearTimeout(timer);
    process.removeListener('exit', kill);
  };
  for (const end = Date.now() + START_MILLIS; child.exitCode === null && Date.now() < end;) {
    if (await isUp(port)) {
      return {
        close,
        env: {
          ...names,
          NODE_OPTIONS: `--require=${HOOK}`,
          AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: 'deployer',
          AWS_SECRET_ACCESS_KEY: 'deployer',
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await close();
  throw new Error(`ministack did not start:\n${fs.readFileSync(path.join(folder, 'emulator.log'), 'utf8').slice(-4000)}`);
}

function makeCertificate(folder: string): { file: string; key: string } {
  const [file, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name));
  const names = ['IP:127.0.0.1', ...NAMES.map((name) => `DNS:${name}`)].join(',');
  const { status } = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=loopback', '-addext', `subjectAltName=${names}`,
    '-keyout', key, '-out', file,
  ]);
  if (status !== 0) throw new Error('openssl could not make a certificate. The deployed tests need it: install openssl.');
  return { file, key };
}

/** Asks by TCP: this process does not trust the certificate. */
async function isUp(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
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
