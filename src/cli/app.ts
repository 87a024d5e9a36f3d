import * as fs from 'node:fs';
import * as path from 'node:path';
import { CliContext, UsageError } from './context';
import { runCommand } from './run-command';
import { UserError } from '../local/user-error';

/** The part of cdk.json that concerns synthesis. */
interface CdkJson {
  readonly app?: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

const DEFAULT_OUTPUT = 'cdk.out';

/** Finds the cloud assembly to run, and synthesizes it where an app is named: by the arguments, else by cdk.json. */
export async function locateAssembly(options: { readonly assembly?: string; readonly app?: string }, context: CliContext): Promise<string> {
  if (options.assembly !== undefined && options.app !== undefined) {
    throw new UsageError('Name either the folder of a cloud assembly or --app, not both.');
  }
  if (options.assembly !== undefined) return path.resolve(context.cwd, options.assembly);
  const config = readJson<CdkJson>(path.join(context.cwd, 'cdk.json')) ?? {};
  const app = options.app ?? config.app;
  const output = path.resolve(context.cwd, config.output ?? DEFAULT_OUTPUT);
  if (app === undefined) return output;
  const folder = path.resolve(context.cwd, app);
  if (fs.existsSync(path.join(folder, 'manifest.json'))) return folder; // as the CDK CLI, which takes a cloud assembly for an app too
  await synthesize(app, output, config, context);
  return output;
}

/** Runs an app as the CDK CLI would. Source: aws/aws-cdk-cli, `exec.ts` and the names in `cx-api`. */
async function synthesize(app: string, output: string, config: CdkJson, { cwd, env, stdout, stderr, stop }: CliContext): Promise<void> {
  stdout.write(`Synthesizing: ${app}\n`);
  const exitCode = await runCommand(app, {
    cwd,
    env: { ...env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(synthContext(cwd, config)) },
    output: stderr,
    stop,
  });
  if (exitCode !== 0) throw new UserError(`The app failed (exit code ${exitCode}): ${app}. Its own message is above; "cdk synth" should show the same.`);
}

function synthContext(cwd: string, config: CdkJson): Readonly<Record<string, unknown>> {
  return {
    ...readJson<Record<string, unknown>>(path.join(cwd, 'cdk.context.json')),
    ...config.context,
    'aws:cdk:enable-path-metadata': true, // construct paths, by which gateways are named
  };
}

function readJson<T>(file: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}
