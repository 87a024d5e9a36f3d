import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const MINISTACK = 'ministack==1.5.33';
/** For keys of AWS KMS. */
const CRYPTOGRAPHY = 'cryptography==50.0.2';
const HOME = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
const CACHE = path.join(HOME, 'cdk-twilio-sms-gateway', MINISTACK.replace('==', '-'));
const VENV = path.join(CACHE, 'venv');
/** The version that the functions are deployed for. Its install step fetches the program. */
const MANIFEST = { private: true, dependencies: { node: '^24.0.0' }, allowScripts: { node: true } };
/** The file exists once it is installed. */
export const NODE = path.join(CACHE, 'node_modules/node/bin/node');

/** What the deployed tests run on. */
export interface Installation {
  /** The virtual environment that has the emulator of AWS. */
  readonly python: string;
  /** The Node.js that the functions are deployed for. */
  readonly node: string;
}

/**
 * Installs the emulator and Node.js 24 into a cache folder of the user's, unless that was done before.
 *
 * @throws Error that says what could not be installed
 */
export function install(): Installation {
  const complete = path.join(CACHE, 'complete');
  const python = path.join(VENV, 'bin/python');
  if (fs.existsSync(complete)) return { python, node: NODE };
  console.log(`Installing ${MINISTACK} and node@24 into ${CACHE}`);
  fs.mkdirSync(CACHE, { recursive: true });
  run(process.env.PYTHON ?? 'python3', '-m', 'venv', '--clear', VENV);
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MINISTACK, CRYPTOGRAPHY);
  fs.writeFileSync(path.join(CACHE, 'package.json'), JSON.stringify(MANIFEST));
  run('npm', 'install', '--prefix', CACHE, '--silent', '--no-audit', '--no-fund', '--no-package-lock');
  run(NODE, '--version');
  fs.writeFileSync(complete, ''); // An interrupted installation starts over.
  return { python, node: NODE };
}

function run(command: string, ...args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  const reason = error === undefined ? '' : `: ${error.message}`;
  throw new Error(`${command} ${args.join(' ')} failed${reason}. `
    + 'The deployed tests need Python 3.10 or later with venv. The first run also needs PyPI and npm.');
}
