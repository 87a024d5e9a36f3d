import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, BuildOptions, Metafile, transform } from 'esbuild';
import type { LambdaEntry } from '../src/constructs/code/lambda-files';

interface Entry {
  /** Becomes `<name>.cjs`. */
  readonly source: string;
  /** An ES module that loads it, for one that has to wait for something during init, or to be imported. */
  readonly loader?: string;
}

const TARGETS = 'src/runtime/targets';
const REPLY = `${TARGETS}/reply.mjs`;

/** What runs in Lambda besides the gateway itself: beside it, or in a function of its own. */
export const ENTRIES: Readonly<Record<LambdaEntry, Entry>> = {
  'worker': { source: 'src/runtime/worker/worker.ts', loader: 'src/runtime/worker/worker.mjs' },
  'deduplication': { source: 'src/runtime/deduplication/deduplication-module.ts', loader: 'src/runtime/deduplication/deduplication.mjs' },
  'phone-numbers': { source: 'src/runtime/phone-numbers/phone-numbers.ts', loader: 'src/runtime/phone-numbers/phone-numbers.mjs' },
  'event-bus': { source: `${TARGETS}/event-bus.ts`, loader: REPLY },
  'function': { source: `${TARGETS}/function.ts`, loader: REPLY },
  'queue': { source: `${TARGETS}/queue.ts`, loader: REPLY },
  'state-machine': { source: `${TARGETS}/state-machine.ts`, loader: REPLY },
  'topic': { source: `${TARGETS}/topic.ts`, loader: REPLY },
};

/**
 * Bundles the entries. They share most of the AWS SDK in chunks, which is what keeps the npm package small; `files.json` says which files
 * each of them needs. esbuild splits only ES modules, and CommonJS starts faster (an ES module's import of `node:http` loads undici), so each
 * file is turned into CommonJS afterwards.
 */
export async function bundleLambda(outdir: string, options: BuildOptions): Promise<Metafile> {
  const { absWorkingDir: root = '' } = options;
  const { metafile, outputFiles } = await build({
    ...options,
    metafile: true,
    write: false,
    entryPoints: Object.entries(ENTRIES).map(([name, { source }]) => ({ in: source, out: name })),
    outdir,
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
  });
  const bundlesOf = (name: string) => closure(metafile, path.relative(root, path.join(outdir, `${name}.cjs`)));
  const filesOf = Object.fromEntries(Object.entries(ENTRIES).map(([name, { loader }]) =>
    [name, [...bundlesOf(name), ...(loader ? [path.basename(loader)] : [])]]));
  const needed = new Set(Object.values(filesOf).flat());

  fs.rmSync(outdir, { recursive: true, force: true }); // the chunks of the last time have other names
  fs.mkdirSync(outdir, { recursive: true });
  fs.writeFileSync(path.join(outdir, 'files.json'), JSON.stringify(filesOf));
  for (const { loader } of Object.values(ENTRIES).filter((entry) => entry.loader !== undefined)) {
    fs.copyFileSync(path.join(root, loader!), path.join(outdir, path.basename(loader!)));
  }
  for (const { path: file, text } of outputFiles.filter((output) => needed.has(path.basename(output.path)))) {
    const { code } = await transform(text, { format: 'cjs', platform: 'node', target: options.target, minify: true });
    fs.writeFileSync(file, code);
  }
  return { ...metafile, outputs: Object.fromEntries(Object.entries(metafile.outputs).filter(([file]) => needed.has(path.basename(file)))) };
}

/** The file and those that it imports, as names in the folder. */
function closure({ outputs }: Metafile, entry: string): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    outputs[file].imports.filter(({ external, kind }) => !external && kind === 'import-statement').forEach((imported) => found.add(imported.path));
  }
  return [...found].map((file) => path.basename(file));
}
