import * as fs from 'node:fs';
import * as path from 'node:path';
import { REPLY_MODULE_ENV } from '../../shared/env';
import { readBundledFiles } from '../assembly/bundled-files';
import { FunctionDefinition } from '../assembly/function-definition';

/** Changes the file names of a stack trace in a text. */
export type RenameFiles = (text: string) => string;

type Bundle = Pick<FunctionDefinition, 'taskRoot' | 'environment'>;

/**
 * Names the author's files in stack traces. Node.js maps a bundle's lines to its sources, but looks for the sources
 * beside the bundle in the cloud assembly: `cdk.out/asset.1a2b/reply.ts:11:24`. The author wrote `lib/reply.ts`.
 *
 * @param currentDirectory files below it are named relative to it, as in the author's terminal
 */
export function renameToAuthorFiles(definition: Bundle, currentDirectory?: string): RenameFiles {
  const names = authorFilesOf(definition, currentDirectory);
  return (text) => names.reduce((renamed, [inAssembly, name]) =>
    renamed.replaceAll(`file://${inAssembly}`, name).replaceAll(inAssembly, name), text);
}

/** The sources of a bundled reply module: by Node.js's names and by the author's. The module itself is the last. */
export function authorFilesOf(
  { taskRoot, environment }: Bundle,
  currentDirectory: string = process.cwd(),
): (readonly [inAssembly: string, name: string])[] {
  const sources = sourcesOf(path.join(taskRoot, `${environment[REPLY_MODULE_ENV] ?? ''}.map`));
  if (sources.length === 0) return [];
  const bundled = readBundledFiles(path.dirname(taskRoot));
  const folder = bundled.map((file) => path.dirname(file)).find((candidate) =>
    sources.every((source) => bundled.includes(path.resolve(candidate, source))));
  if (folder === undefined) return [];
  return sources.map((source) => {
    const file = path.resolve(folder, source);
    const relative = path.relative(currentDirectory, file);
    return [path.resolve(taskRoot, source), relative.startsWith('..') ? file : relative] as const;
  });
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
