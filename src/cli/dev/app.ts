import * as fs from 'node:fs';
import * as path from 'node:path';
import { DefaultEnvironment, defaultEnvironment } from './default-environment';
import { runCommand } from './run-command';
import { shortLines } from './short-lines';
import { UserError } from '../../local/problems/user-error';
import { CliContext, Output, UsageError } from '../terminal/context';

/** The part of cdk.json that concerns synthesis. */
interface CdkJson {
  readonly app?: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly watch?: { readonly include?: string | readonly string[]; readonly exclude?: string | readonly string[] };
}

/** An app that can be synthesized. */
export interface CdkApp {
  readonly command: string;
  /** Which of the files in the working folder it is made of: globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Where the gateway is read from. */
export interface AssemblyLocation {
  /** Folder of the cloud assembly. */
  readonly directory: string;
  /** What writes it; none where it is there already. */
  readonly app?: CdkApp;
}

const DEFAULT_OUTPUT = 'cdk.out';

/** Finds the cloud assembly to run, and the app that writes it where one is named: by the arguments, else by cdk.json. */
export function locateAssembly(options: { readonly assembly?: string; readonly app?: string }, { cwd }: Pick<CliContext, 'cwd'>): AssemblyLocation {
  if (options.assembly !== undefined && options.app !== undefined) {
    throw new UsageError('Name either the folder of a cloud assembly or --app, not both.');
  }
  if (options.assembly !== undefined) return { directory: path.resolve(cwd, options.assembly) };
  const config = readConfig(cwd);
  const command = options.app ?? config.app;
  const output = path.resolve(cwd, config.output ?? DEFAULT_OUTPUT);
  if (command === undefined) return { directory: output };
  const folder = path.resolve(cwd, command);
  if (fs.existsSync(path.join(folder, 'manifest.json'))) return { directory: folder }; // as the CDK CLI, which takes a cloud assembly for an app too
  return { directory: output, app: { command, ...watched(cwd, output, config) } };
}

/**
 * Runs an app as the CDK CLI would, but without asking AWS for anything. Source: aws/aws-cdk-cli, `exec.ts` and the names in `cx-api`.
 *
 * @param output takes what the app prints
 * @throws UserError when the app fails
 */
export async function synthesize({ directory, app }: AssemblyLocation, { cwd, env, stop }: CliContext, output: Output): Promise<void> {
  if (app === undefined) return;
  const { command } = app;
  const appContext = synthContext(cwd);
  const defaults = defaultEnvironment(env, appContext);
  const exitCode = await runCommand(command, {
    cwd,
    env: { ...env, ...defaults, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(appContext) },
    output: shortLines(output),
    stop,
  });
  if (exitCode !== 0) throw new UserError(`The app failed (exit code ${exitCode}): ${command}. ${adviceOn(path.relative(cwd, directory), defaults)}`);
}

function adviceOn(directory: string, { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region }: DefaultEnvironment): string {
  return `If "cdk synth" works, run that and then "dev ${directory}": here the app has account ${account} and region ${region}, and nothing is looked up in AWS.`;
}

/** As `cdk watch`: what cdk.json says, less the output, hidden files and packages; and logs, which may be this command's own. Source: aws/aws-cdk-cli, `toolkit.watch`. */
function watched(cwd: string, output: string, { watch = {} }: CdkJson): Pick<CdkApp, 'include' | 'exclude'> {
  return {
    include: [watch.include ?? '**'].flat(),
    exclude: [...[watch.exclude ?? []].flat(), path.relative(cwd, output), '**/.*', '**/node_modules', '**/*.log'],
  };
}

function synthContext(cwd: string): Readonly<Record<string, unknown>> {
  return {
    ...readJson<Record<string, unknown>>(path.join(cwd, 'cdk.context.json')),
    ...readConfig(cwd).context,
    'aws:cdk:enable-path-metadata': true, // construct paths, by which gateways are named
  };
}

function readConfig(cwd: string): CdkJson {
  return readJson<CdkJson>(path.join(cwd, 'cdk.json')) ?? {};
}

function readJson<T>(file: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}
