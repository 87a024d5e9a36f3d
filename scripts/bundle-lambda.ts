import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, BuildOptions, Metafile, transform } from 'esbuild';
import { TARGET_NAMES } from '../src/constructs/reply-handlers/reply-targets';

interface Entry {
  /** Becomes `<name>.cjs`. */
  readonly source: string;
  /** An ES module that loads it: for an entry that waits for something during init, or that is imported. */
  readonly loader?: string;
}

const RUNTIME = 'src/runtime';
const TARGETS = `${RUNTIME}/targets`;
const REPLY = `${TARGETS}/reply.mjs`;

/** Code that runs in Lambda besides the gateway itself: beside it, or in a function of its own. */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  'worker': { source: `${RUNTIME}/worker/worker.ts`, loader: `${RUNTIME}/worker/worker.mjs` },
  'deduplication': {
    source: `${RUNTIME}/deduplication/deduplication-module.ts`,
    loader: `${RUNTIME}/deduplication/deduplication.mjs`,
  },
  'phone-numbers': {
    source: `${RUNTIME}/phone-numbers/phone-numbers.ts`,
    loader: `${RUNTIME}/phone-numbers/phone-numbers.mjs`,
  },
  ...Object.fromEntries(TARGET_NAMES.map((name) => [name, { source: `${TARGETS}/${name}.ts`, loader: REPLY }])),
};

/**
 * Bundles the entries. They share most of the AWS SDK in chunks, which keeps the npm package small; `files.json` lists
 * the files of each entry. esbuild splits only ES modules, and CommonJS starts faster (an ES module's import of
 * `node:http` loads undici), so each file is converted to CommonJS afterwards.
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

  fs.rmSync(outdir, { recursive: true, force: true }); // the chunks of the last build have other names
  fs.mkdirSync(outdir, { recursive: true });
  fs.writeFileSync(path.join(outdir, 'files.json'), JSON.stringify(filesOf));
  for (const { loader } of Object.values(ENTRIES).filter((entry) => entry.loader !== undefined)) {
    fs.copyFileSync(path.join(root, loader!), path.join(outdir, path.basename(loader!)));
  }
  for (const { path: file, text } of outputFiles.filter((output) => needed.has(path.basename(output.path)))) {
    const { code } = await transform(text, { format: 'cjs', platform: 'node', target: options.target, minify: true });
    fs.writeFileSync(file, code);
  }
  const outputs = Object.entries(metafile.outputs).filter(([file]) => needed.has(path.basename(file)));
  return { ...metafile, outputs: Object.fromEntries(outputs) };
}

/** The names of the file and of all files that it imports. */
function closure({ outputs }: Metafile, entry: string): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    outputs[file].imports
      .filter(({ external, kind }) => !external && kind === 'import-statement')
      .forEach((imported) => found.add(imported.path));
  }
  return [...found].map((file) => path.basename(file));
}
