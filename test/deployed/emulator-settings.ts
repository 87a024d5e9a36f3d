import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Installation } from './installation';

/** The account that is deployed to. */
export const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'deployer', AWS_SECRET_ACCESS_KEY: 'deployer' };
const HOOK = path.join(__dirname, 'ministack/loopback.cjs');

/** The names of the throw-away certificate: those of AWS and Twilio that are called, and domains of the user's. */
const NAMES = [
  `${REGION}.amazonaws.com`, `*.${REGION}.amazonaws.com`, `*.execute-api.${REGION}.amazonaws.com`,
  `*.lambda-url.${REGION}.on.aws`,
  'api.twilio.com', 'messaging.twilio.com', '*.dublin.ie1.twilio.com', 'mms.twiliocdn.com', '*.example.com',
];

/** The files of a certificate for servers on loopback. */
export interface Certificate {
  readonly file: string;
  readonly key: string;
}

/** The region that the emulator runs in. */
export interface Place {
  /** For everything that it writes. */
  readonly folder: string;
  readonly port: number;
  readonly certificate: Certificate;
}

export function makeCertificate(folder: string): Certificate {
  const [file, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name));
  const names = ['IP:127.0.0.1', ...NAMES.map((name) => `DNS:${name}`)].join(',');
  const { status } = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', file,
    '-subj', '/CN=loopback', '-addext', `subjectAltName=${names}`,
  ]);
  if (status !== 0) throw new Error('openssl made no certificate. The deployed tests need it: install openssl.');
  return { file, key };
}

/** How processes find AWS under its real names (loopback.cjs) and trust the certificate. The tests add Twilio's. */
export function namesOnLoopback({ folder, port, certificate }: Place): NodeJS.ProcessEnv {
  const file = path.join(folder, 'loopback.json');
  fs.writeFileSync(file, JSON.stringify(['amazonaws.com', 'on.aws', 'example.com'].map((end) => [end, port])));
  return {
    LOOPBACK_FILE: file,
    NODE_EXTRA_CA_CERTS: certificate.file,
    AWS_CA_BUNDLE: certificate.file, // for the CDK CLI
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** What ministack's processes have, the functions among them. Nothing of the user's environment, but the path. */
export function serverSettings({ folder, port, certificate }: Place, { node }: Installation): NodeJS.ProcessEnv {
  ['bin', 's3', 'tmp'].forEach((name) => fs.mkdirSync(path.join(folder, name)));
  // Not by NODE_OPTIONS: functions have their own.
  const program = `#!/bin/sh\nexec '${node}' --require '${HOOK}' "$@"\n`;
  fs.writeFileSync(path.join(folder, 'bin/node'), program, { mode: 0o755 });
  return {
    ...CREDENTIALS,
    AUTH: 'true', // checks signatures and policies
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    HOME: folder,
    IOT_MTLS_ENABLED: '0', // opens a port of its own
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_HOST: `${REGION}.amazonaws.com`,
    MINISTACK_SSL_CERT: certificate.file,
    MINISTACK_SSL_KEY: certificate.key,
    PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`,
    PYTHONDONTWRITEBYTECODE: '1',
    S3_DATA_DIR: path.join(folder, 's3'),
    SFTP_ENABLED: '0', // opens a port of its own
    TMPDIR: path.join(folder, 'tmp'),
    USE_SSL: '1',
  };
}

/** For processes that keep the user's environment otherwise. */
export function clientSettings({ port }: Place): NodeJS.ProcessEnv {
  return {
    ...CREDENTIALS,
    AWS_ENDPOINT_URL: `https://127.0.0.1:${port}`,
    AWS_PROFILE: undefined,
    AWS_REGION: REGION,
    AWS_SESSION_TOKEN: undefined,
    NODE_OPTIONS: `--require=${HOOK}`,
    NO_PROXY: '*',
  };
}
