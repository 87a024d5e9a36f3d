import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROOT } from '../support/paths';

export interface CommandResult {
  readonly exitCode: number | null;
  /** Standard output and errors, in the order of arrival. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all that was written so far; may type. */
  readonly onOutput?: (output: string, type: (text: string) => void) => void;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: 'pipe' });
  let output = '';
  [child.stdout, child.stderr].forEach((stream) => stream.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    options.onOutput?.(output, (text) => void child.stdin.write(text));
  }));
  if (options.onOutput === undefined) child.stdin.end();
  options.onStart?.(child);
  const [exitCode] = await once(child, 'close') as [number | null];
  return { exitCode, output };
}

/** A CDK app in a folder of its own, which finds the library as its users do, and the CDK CLI. */
export class CdkApp {
  /**
   * @param folder is created
   * @param app CommonJS
   * @param env what the app reads
   */
  constructor(private readonly folder: string, app: string, private readonly env: NodeJS.ProcessEnv) {
    fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    ['aws-cdk-lib', 'esbuild'].forEach((name) => fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name)));
    fs.symlinkSync(ROOT, path.join(folder, 'node_modules/cdk-twilio-sms-gateway'));
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    fs.writeFileSync(path.join(folder, 'app.js'), app);
    fs.writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.js' }));
  }

  /**
   * Runs the CDK CLI against moto.
   *
   * @returns what it printed
   * @throws Error if it fails
   */
  async cdk(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    // Both outputs through one pipe keep their order.
    const result = await run('sh', ['-c', 'exec "$0" "$@" 2>&1', path.join(ROOT, 'node_modules/.bin/cdk'), ...args], {
      cwd: this.folder,
      // moto reads the template from the bucket that the host of the URL names.
      env: { AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: 'https://s3.us-east-1.amazonaws.com', ...this.env, ...env },
    });
    if (result.exitCode !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${result.output}`);
    return result.output;
  }

  async bootstrap(): Promise<void> {
    await this.cdk(['bootstrap', 'aws://123456789012/us-east-1']);
  }

  /**
   * Directly: a stack that moto makes by a change set has no outputs. Assets one after another, so that the output is
   * the same in every run.
   */
  async deploy(env: NodeJS.ProcessEnv = {}): Promise<string> {
    const order = ['--concurrency', '4', '--asset-parallelism=false'];
    return this.cdk(['deploy', '--all', ...order, '--method=direct', '--require-approval', 'never'], env);
  }
}
