import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT } from './paths';
import { CdkCli, LambdaRuntime } from './tools';

/** The machine and the versions behind the figures. */
export function describeMachine(runtime: LambdaRuntime, cli: CdkCli): string[] {
  const packages = ['aws-cdk-lib', '@aws-sdk/client-secrets-manager', 'twilio', 'esbuild'];
  return [
    `${os.cpus().length} cores ${os.cpus()[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release().split('-')[0]}, ${os.arch()}`,
    `load before the run: ${os.loadavg()[0].toFixed(1)}`,
    `in "Lambda": Node.js ${runtime.nodeVersion.slice(1)}, aws-lambda-ric ${runtime.clientVersion}`,
    `synth and local gateway: Node.js ${process.versions.node}, aws-cdk ${cli.version}`,
    packages.map((name) => `${name} ${version(name)}`).join(', '),
  ];
}

function version(name: string): string {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}
