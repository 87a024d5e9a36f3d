import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT } from '../support/paths';
import type { Form } from '../support/signer';

export const PYTHON_SDK = 'twilio==9.13.0';
const HOME = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
const VENV = path.join(HOME, 'cdk-twilio-sms-gateway', PYTHON_SDK.replace('==', '-'), 'venv');
const PYTHON = path.join(VENV, 'bin/python');

/** A request to sign. */
export interface Unsigned {
  readonly secret: string;
  readonly algorithm: 'HMAC_SHA1' | 'HMAC_SHA256';
  readonly url: string;
  readonly form: Form;
}

/**
 * Signs requests with Twilio's helper library for Python. The first call installs it into a cache folder of the user's.
 *
 * @throws Error if it cannot be installed, or does not sign each request
 */
export function signWithPythonSdk(requests: readonly Unsigned[]): readonly string[] {
  install();
  const input = requests.map((request) => JSON.stringify(request)).join('\n');
  const script = path.join(ROOT, 'test/oracle/sign.py');
  const { status, stdout, stderr } = spawnSync(PYTHON, [script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const signatures = stdout.trimEnd().split('\n');
  if (status !== 0 || signatures.length !== requests.length) {
    throw new Error(`${PYTHON_SDK} signed ${signatures.length} of ${requests.length} requests: ${stderr}`);
  }
  return signatures;
}

function install(): void {
  const complete = path.join(VENV, 'complete');
  if (fs.existsSync(complete)) return;
  console.log(`Installing ${PYTHON_SDK} into ${VENV}`);
  fs.mkdirSync(path.dirname(VENV), { recursive: true });
  run(process.env.PYTHON ?? 'python3', '-m', 'venv', '--clear', VENV);
  run(PYTHON, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PYTHON_SDK);
  fs.writeFileSync(complete, ''); // An interrupted installation starts over.
}

function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  const reason = error === undefined ? '' : `: ${error.message}`;
  throw new Error(`${command} ${args.join(' ')} failed${reason}. `
    + 'The oracle needs Python 3.9 or later with venv. The first run also needs PyPI.');
}
