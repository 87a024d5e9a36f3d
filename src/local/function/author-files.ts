import * as fs from 'node:fs';
import * as path from 'node:path';
import { REPLY_MODULE_ENV } from '../../shared/env';
import { readBundledFiles } from '../assembly/bundled-files';
import { FunctionDefinition } from '../assembly/function-definition';

/** Changes the file names of a stack trace in a text. */
export type RenameFiles = (text: string) => string;

const UNCHANGED: RenameFiles = (text) => text;

/**
 * Names the author's files in stack traces. Node.js maps a bundle's lines to its sources, but looks for the sources
 * beside the bundle in the cloud assembly: `cdk.out/asset.1a2b/reply.ts:11:24`. The author wrote `lib/reply.ts`.
 *
 * @param currentDirectory files below it are named relative to it, as in the author's terminal
 */
export function renameToAuthorFiles(
  { taskRoot, environment }: FunctionDefinition,
  currentDirectory: string = process.cwd(),
): RenameFiles {
  const sources = sourcesOf(path.join(taskRoot, `${environment[REPLY_MODULE_ENV] ?? ''}.map`));
  if (sources.length === 0) return UNCHANGED;
  const bundled = readBundledFiles(path.dirname(taskRoot));
  const folder = bundled.map((file) => path.dirname(file)).find((candidate) =>
    sources.every((source) => bundled.includes(path.resolve(candidate, source))));
  if (folder === undefined) return UNCHANGED;
  const names = sources.map((source) => {
    const file = path.resolve(folder, source);
    const relative = path.relative(currentDirectory, file);
    return [path.resolve(taskRoot, source), relative.startsWith('..') ? file : relative] as const;
  });
  return (text) => names.reduce((renamed, [inAssembly, name]) =>
    renamed.replaceAll(`file://${inAssembly}`, name).replaceAll(inAssembly, name), text);
}

/** The sources of a source map that are no packages, relative to the bundle's former folder. */
function sourcesOf(map: string): string[] {
  try {
    const { sources } = JSON.parse(fs.readFileSync(map, 'utf8')) as { readonly sources: readonly string[] };
    return sources.filter((source) => !source.split('/').includes('node_modules'));
  } catch {
    return []; // no map, or another tool's
  }
}
