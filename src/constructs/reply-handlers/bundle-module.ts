import { readFileSync } from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { checkExports } from './check-exports';
import type { FromModuleOptions } from './from-module-options';
import { REPLY_FILE } from './reply-file';

/** A bundled reply module. */
export interface BundledModule {
  readonly files: ReadonlyArray<{ readonly name: string; readonly contents: Uint8Array }>;
  readonly warnings: readonly string[];
  /** Absolute paths of the files that were read, without those of packages. */
  readonly sources: readonly string[];
}

/** Defines what CommonJS packages expect and an ES module lacks, under names that a user's code hardly has. */
const BANNER = [
  "import { createRequire as __gatewayCreateRequire } from 'node:module';",
  'const require = __gatewayCreateRequire(import.meta.url), ' +
  '__gatewayDirname = import.meta.dirname, __gatewayFilename = import.meta.filename;',
].join('\n');

/**
 * Finds the user's esbuild: from the module's folder, then from the folder in which the app is synthesized.
 *
 * @throws Error if neither has one
 */
export function findEsbuild(entry: string): string {
  const folders = [path.dirname(entry), process.cwd()];
  for (const folder of folders) {
    try {
      return createRequire(path.join(folder, 'package.json')).resolve('esbuild');
    } catch {
      continue;
    }
  }
  throw new Error(
    `ReplyHandler.fromModule needs esbuild to bundle ${entry}, found none in ${folders.join(' or ')}. ` +
    'Run "npm i -D esbuild" there (Docker is not needed), ' +
    'or bundle the module yourself and use ReplyHandler.fromCode.');
}

/**
 * Bundles a module and its imports into one ES module. Paths in the result are relative to the module, so every
 * checkout with the same layout gets the same bytes. Packages in another place, such as a workspace's root, change
 * esbuild's comments, names and source map; only `minify` without a source map leaves those paths out.
 *
 * @throws Error with esbuild's messages
 * @throws Error if the module exports no reply function
 */
export function bundleModule(esbuildFile: string, entry: string, options: FromModuleOptions): BundledModule {
  const { buildSync, formatMessagesSync } = createRequire(esbuildFile)(esbuildFile) as typeof import('esbuild');
  const folder = path.dirname(entry);
  const build = (minify = false) => buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: path.join(folder, REPLY_FILE), // nothing is written: esbuild names the sources relative to it
    write: false,
    allowOverwrite: true,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20', // the oldest version that `dev` runs on
    banner: { js: BANNER },
    define: { __dirname: '__gatewayDirname', __filename: '__gatewayFilename', ...options.define },
    external: options.externalModules,
    minify,
    sourcemap: options.sourceMap !== false && 'linked',
    sourcesContent: false, // Node.js reads the whole map during init
    logLevel: 'silent', // errors are thrown, warnings returned
  });
  const { outputFiles, metafile, warnings } = build(options.minify);
  const { entryPoint, exports: names } = Object.values(metafile.outputs).find((output) => output.entryPoint)!;
  const readable = options.minify ? build().outputFiles : outputFiles;
  checkExports({
    entry,
    names,
    bundle: readable.find((file) => file.path.endsWith(REPLY_FILE))!.text,
    commonJs: metafile.inputs[entryPoint!].format === 'cjs' ? readFileSync(entry, 'utf8') : undefined,
  });
  return {
    files: outputFiles.map((file) => ({ name: path.basename(file.path), contents: file.contents })),
    warnings: formatMessagesSync(warnings, { kind: 'warning' }).map((text) => text.trim()),
    sources: Object.keys(metafile.inputs)
      .filter((file) => !file.split('/').includes('node_modules'))
      .map((file) => path.resolve(folder, file)),
  };
}
