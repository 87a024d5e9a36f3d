import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CACHE } from './paths';

/** Lambda's own runtime: AWS's Runtime Interface Client on the Node.js of the managed runtime. */
export interface LambdaRuntime {
  readonly node: string;
  readonly nodeVersion: string;
  readonly client: string;
  readonly clientVersion: string;
}

/** The CDK's command line tool. */
export interface CdkCli {
  readonly file: string;
  readonly version: string;
}

const FOLDER = path.join(CACHE, 'lambda-runtime');
const CDK_FOLDER = path.join(CACHE, 'cdk');

/**
 * Not devDependencies: the client's native part takes a minute to build, and the install step of `node` disturbs the
 * tree that it is in.
 */
const MANIFEST = {
  private: true,
  dependencies: { 'aws-lambda-ric': '^4.0.2', 'node': '^24.0.0' },
  allowScripts: { 'aws-lambda-ric': true, 'node': true },
};

/** Commands that the client's native part is built with, and the Debian packages that bring them. */
const BUILD_COMMANDS = {
  'cmake': 'cmake',
  'autoreconf': 'autoconf',
  'automake': 'automake',
  'libtoolize': 'libtool',
  'make': 'make',
  'g++': 'g++',
  'python3': 'python3',
  'xz': 'xz-utils',
};

/**
 * Installs the runtime into the benchmark's own folder, where that was not done before, and what it is built with.
 *
 * @throws Error that says what is missing on this machine
 */
export function lambdaRuntime(): LambdaRuntime {
  const node = path.join(FOLDER, 'node_modules/node/bin/node');
  const client = path.join(FOLDER, 'node_modules/aws-lambda-ric');
  if (!isComplete(node, client)) {
    prepareMachine();
    console.log('Installing aws-lambda-ric and node@24, once: about a minute');
    install(FOLDER, MANIFEST, 'aws-lambda-ric and node@24');
  }
  if (!isComplete(node, client)) {
    throw new Error(`npm installed aws-lambda-ric and node@24, but they do not run. Remove ${FOLDER} and try again.`);
  }
  return {
    node,
    nodeVersion: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    client: path.join(client, 'index.mjs'),
    clientVersion: JSON.parse(fs.readFileSync(path.join(client, 'package.json'), 'utf8')).version,
  };
}

/**
 * Installs the tool into the benchmark's own folder, where that was not done before: the library has no use for it.
 *
 * @throws Error that says why npm could not
 */
export function cdkCli(): CdkCli {
  const file = path.join(CDK_FOLDER, 'node_modules/aws-cdk/bin/cdk');
  if (!fs.existsSync(file)) {
    // 3.0.0 was published by mistake
    install(CDK_FOLDER, { private: true, dependencies: { 'aws-cdk': '^2.1148.1' } }, 'aws-cdk@2');
  }
  return { file, version: JSON.parse(fs.readFileSync(path.join(CDK_FOLDER, 'node_modules/aws-cdk/package.json'), 'utf8')).version };
}

/** Whether the client's native part loads. It wants to know the address of a Runtime API, but does not call it yet. */
function isComplete(node: string, client: string): boolean {
  const load = `require(${JSON.stringify(path.join(client, 'rapid-client.node'))})`;
  return spawnSync(node, ['-e', load], { env: { ...process.env, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' } }).status === 0;
}

/** Installs what the client's native part is built with, where this is Debian and we may. */
function prepareMachine(): void {
  if (process.platform !== 'linux') {
    throw new Error(`The benchmark runs on Linux only, since aws-lambda-ric does not build on ${process.platform}. Run it in a container or a virtual machine.`);
  }
  const packages = missingCommands().map(([, debianPackage]) => debianPackage).join(' ');
  if (packages !== '' && process.getuid?.() === 0 && isThere('apt-get')) {
    console.log(`Installing ${packages}`);
    spawnSync(`apt-get update -qq && apt-get install -y -qq ${packages} >/dev/null`, { shell: true, stdio: 'inherit' });
  }
  const missing = missingCommands();
  if (missing.length > 0) {
    throw new Error(
      `The benchmark builds aws-lambda-ric, which needs ${missing.map(([command]) => command).join(', ')}. ` +
      `On Debian or Ubuntu: apt-get install ${missing.map(([, debianPackage]) => debianPackage).join(' ')}`,
    );
  }
}

function missingCommands(): [command: string, debianPackage: string][] {
  return Object.entries(BUILD_COMMANDS).filter(([command]) => !isThere(command));
}

function isThere(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

function install(folder: string, manifest: object, what: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const { status, stdout, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${stdout}${stderr}\nThe benchmark could not install ${what}: see above.`);
  }
}
