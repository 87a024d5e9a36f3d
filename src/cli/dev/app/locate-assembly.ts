import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkJson, readCdkJson } from './cdk-json';
import { SourceFiles } from './source-filter';
import { CliContext, UsageError } from '../../terminal/context';

/** An app that can be synthesized. */
export interface CdkApp {
  readonly command: string;
  readonly sources: SourceFiles;
}

/** The cloud assembly from which a gateway is read. */
export interface AssemblyLocation {
  /** Folder of the cloud assembly. */
  readonly directory: string;
  /** Writes the assembly. @default - it exists already */
  readonly app?: CdkApp;
}

export interface LocateOptions {
  /** Folder of a cloud assembly. */
  readonly assembly?: string;
  /** Command that synthesizes the app. */
  readonly app?: string;
}

const DEFAULT_OUTPUT = 'cdk.out';

/** Finds the cloud assembly to run, and the app that writes it, if there is one: in the options, else in cdk.json. */
export function locateAssembly({ assembly, app }: LocateOptions, { cwd }: Pick<CliContext, 'cwd'>): AssemblyLocation {
  if (assembly !== undefined && app !== undefined) {
    throw new UsageError('Both a folder and --app were given. Name only one.');
  }
  if (assembly !== undefined) return { directory: path.resolve(cwd, assembly) };
  const config = readCdkJson(cwd);
  const command = app ?? config.app;
  const output = path.resolve(cwd, config.output ?? DEFAULT_OUTPUT);
  if (command === undefined) return { directory: output };
  const folder = path.resolve(cwd, command);
  // The CDK CLI takes a cloud assembly as an app too.
  if (fs.existsSync(path.join(folder, 'manifest.json'))) return { directory: folder };
  return { directory: output, app: { command, sources: sourcesOf(cwd, output, config) } };
}

/**
 * As `cdk watch`: what cdk.json says, without the output, hidden files and packages. Logs are left out too: one may be
 * the output of this command. Source: aws/aws-cdk-cli, `toolkit.watch`.
 */
function sourcesOf(cwd: string, output: string, { watch = {} }: CdkJson): SourceFiles {
  return {
    root: cwd,
    include: [watch.include ?? '**'].flat(),
    exclude: [...[watch.exclude ?? []].flat(), path.relative(cwd, output), '**/.*', '**/node_modules', '**/*.log'],
  };
}
