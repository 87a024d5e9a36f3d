import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkJson, readCdkJson } from './cdk-json';
import { guessApp } from './guess-app';
import { SourceFiles } from './source-filter';
import { CliContext, UsageError } from '../../terminal/context';

/** An app that can be synthesized. */
export interface CdkApp {
  readonly command: string;
  /** Whether the command was guessed from the names of files. */
  readonly isGuessed?: boolean;
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

/**
 * Finds the cloud assembly to run, and the app that writes it, if there is one: in the options, else in cdk.json, else
 * by the usual names of files.
 */
export function locateAssembly({ assembly, app }: LocateOptions, { cwd }: Pick<CliContext, 'cwd'>): AssemblyLocation {
  if (assembly !== undefined && app !== undefined) {
    throw new UsageError('Both a folder and --app were given. Name only one.');
  }
  if (assembly !== undefined) return { directory: path.resolve(cwd, assembly) };
  const config = readCdkJson(cwd);
  const output = path.resolve(cwd, config.output ?? DEFAULT_OUTPUT);
  const named = app ?? config.app;
  const command = named ?? guessUnlessSynthesized(cwd, output);
  if (command === undefined) return { directory: output };
  const folder = path.resolve(cwd, command);
  // The CDK CLI takes a cloud assembly as an app too.
  if (fs.existsSync(path.join(folder, 'manifest.json'))) return { directory: folder };
  const guess = named === undefined ? { isGuessed: true } : {};
  return { directory: output, app: { command, ...guess, sources: sourcesOf(cwd, output, config) } };
}

/** A guess comes before the assembly, which the guess of an earlier run may have written. */
function guessUnlessSynthesized(cwd: string, output: string): string | undefined {
  try {
    return guessApp(cwd);
  } catch (error) {
    if (!fs.existsSync(path.join(output, 'manifest.json'))) throw error;
    return undefined;
  }
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
