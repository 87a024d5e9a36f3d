import * as fs from 'node:fs';
import * as path from 'node:path';
import { UsageError } from '../../terminal/context';

/** Files that apps are written in, without their extension. */
const NAMES = ['app', 'src/app', 'src/main'];
/** Holds one file for each app. */
const FOLDER = 'bin';
/** Tools that run TypeScript, by preference. */
const TYPESCRIPT_TOOLS = ['tsx', 'ts-node'];

/**
 * The command of an app without cdk.json: its file has one of the usual names. Nothing is downloaded to run it.
 *
 * @throws UsageError if no file, or more than one, looks like the app, or nothing installed runs TypeScript
 */
export function guessApp(cwd: string): string {
  const files = candidates(cwd);
  const [file] = files;
  if (file === undefined) {
    throw new UsageError(`There is no cdk.json, no cdk.out and no file that looks like an app in ${cwd}. `
      + 'Run this in the folder of your app, or name the command that synthesizes it, such as --app "npx tsx app.ts".');
  }
  if (files.length > 1) {
    throw new UsageError(`There is no cdk.json in ${cwd}, and several files look like the app: ${files.join(', ')}. `
      + `Name the command that synthesizes it, such as --app "${commandFor(file, TYPESCRIPT_TOOLS[0])}".`);
  }
  const tool = TYPESCRIPT_TOOLS.find((name) => isInstalled(cwd, name));
  if (file.endsWith('.ts') && tool === undefined) {
    throw new UsageError(`There is no cdk.json in ${cwd}, and neither tsx nor ts-node is installed to run ${file}. `
      + 'Install one of them, or name the command that synthesizes the app with --app.');
  }
  return commandFor(file, tool);
}

function commandFor(file: string, tool = ''): string {
  if (file.endsWith('.ts')) return `npx ${tool} ${file}`;
  return `${file.endsWith('.py') ? 'python3' : 'node'} ${file}`;
}

/** Files that import the CDK. Compiled files beside their sources do not count. */
function candidates(cwd: string): readonly string[] {
  const folder = path.join(cwd, FOLDER);
  const inFolder = fs.existsSync(folder) ? fs.readdirSync(folder).sort().map((name) => `${FOLDER}/${name}`) : [];
  for (const extension of ['.ts', '.js', '.mjs', '.py']) {
    const files = [...NAMES.map((name) => name + extension), ...inFolder.filter((file) => file.endsWith(extension))];
    const found = files.filter((file) => isSource(file) && importsCdk(path.join(cwd, file)));
    if (found.length > 0) return found;
  }
  return [];
}

/** The command goes through a shell, so that a name needs no quotes. */
function isSource(file: string): boolean {
  return /^[\w./-]+$/.test(file) && !file.endsWith('.d.ts');
}

function importsCdk(file: string): boolean {
  return fs.existsSync(file) && fs.statSync(file).isFile() && /\baws[-_]cdk/.test(fs.readFileSync(file, 'utf8'));
}

/** Looks in the folders above, too, as npx does. */
function isInstalled(cwd: string, tool: string): boolean {
  if (fs.existsSync(path.join(cwd, 'node_modules/.bin', tool))) return true;
  const above = path.dirname(cwd);
  return above !== cwd && isInstalled(above, tool);
}
