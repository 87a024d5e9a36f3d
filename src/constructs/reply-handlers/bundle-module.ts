import { createRequire } from 'module';
import * as path from 'path';
import type { FromModuleOptions } from './from-module';
import { REPLY_FILE } from './reply-file';

/** A bundled reply module. */
export interface BundledModule {
  readonly files: ReadonlyArray<{ readonly name: string; readonly contents: Uint8Array }>;
  readonly warnings: readonly string[];
  /** Absolute paths of the files that were read, without those of packages. */
  readonly sources: readonly string[];
}

/** What CommonJS packages expect and an ES module has not. The names are unlikely to be a user's. */
const BANNER = [
  "import { createRequire as __gatewayCreateRequire } from 'node:module';",
  'const require = __gatewayCreateRequire(import.meta.url), __gatewayDirname = import.meta.dirname, __gatewayFilename = import.meta.filename;',
].join('\n');

/**
 * The esbuild of the user: that of the module's folder, or of the folder in which the app is synthesized.
 *
 * @throws Error where there is none
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
  throw new Error(`ReplyHandler.fromModule needs esbuild to bundle ${entry}, got none from ${folders.join(' or ')}. Run "npm i -D esbuild" there (Docker is not needed), or bundle the module yourself and use ReplyHandler.fromCode.`);
}

/**
 * Bundles a module and what it imports into one ES module. Paths in the result are relative to the module, so that it is
 * the same in every checkout with the same layout. Where packages lie elsewhere, such as hoisted to a workspace's root, esbuild's
 * comments, names and source map say so: only `minify` without a source map leaves that out.
 *
 * @throws Error with esbuild's messages
 * @throws Error if the module exports no reply handler
 */
export function bundleModule(esbuildFile: string, entry: string, options: FromModuleOptions): BundledModule {
  const { buildSync, formatMessagesSync } = createRequire(esbuildFile)(esbuildFile) as typeof import('esbuild');
  const folder = path.dirname(entry);
  const { outputFiles, metafile, warnings } = buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: path.join(folder, REPLY_FILE), // not written there: sources are named relative to it
    write: false,
    allowOverwrite: true,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20', // what `dev` may run on
    banner: { js: BANNER },
    define: { __dirname: '__gatewayDirname', __filename: '__gatewayFilename', ...options.define },
    external: options.externalModules,
    minify: options.minify,
    sourcemap: options.sourceMap !== false && 'linked',
    sourcesContent: false, // Node.js reads the whole map during init
    logLevel: 'silent', // what fails is thrown
  });
  checkExports(entry, Object.values(metafile.outputs).flatMap(({ exports }) => exports));
  return {
    files: outputFiles.map((file) => ({ name: path.basename(file.path), contents: file.contents })),
    warnings: formatMessagesSync(warnings, { kind: 'warning' }).map((text) => text.trim()),
    sources: Object.keys(metafile.inputs).filter((file) => !file.split('/').includes('node_modules')).map((file) => path.resolve(folder, file)),
  };
}

function checkExports(entry: string, names: readonly string[]): void {
  if (!names.includes('default') && !names.includes('reply')) {
    throw new Error(`${entry} must export a function, as default or as reply, got ${names.join(', ') || 'no exports'}.`);
  }
}
