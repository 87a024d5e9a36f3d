import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, BuildOptions, Metafile, transform } from 'esbuild';

const SOURCES = 'src/runtime/targets';
/** One bundle each, `<name>.cjs`. */
export const TARGETS = ['event-bus', 'function', 'queue', 'state-machine', 'topic'];

/**
 * The reply modules that pass messages on to an AWS service. They share most of the AWS SDK in chunks, which is what keeps the npm package
 * small; `files.json` says which files each of them needs. esbuild splits only ES modules, and CommonJS starts faster (an ES module's import
 * of `node:http` loads undici), so each file is turned into CommonJS afterwards.
 */
export async function bundleTargets(outdir: string, options: BuildOptions): Promise<Metafile> {
  const { absWorkingDir: root = '' } = options;
  const { metafile, outputFiles } = await build({
    ...options,
    metafile: true,
    write: false,
    entryPoints: TARGETS.map((name) => `${SOURCES}/${name}.ts`),
    outdir,
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.cjs' },
  });
  const filesOf = Object.fromEntries(TARGETS.map((name) => [name, closure(metafile, path.relative(root, path.join(outdir, `${name}.cjs`)))]));
  const needed = new Set(Object.values(filesOf).flat());

  fs.rmSync(outdir, { recursive: true, force: true }); // the chunks of the last time have other names
  fs.mkdirSync(outdir, { recursive: true });
  fs.copyFileSync(path.join(root, SOURCES, 'reply.mjs'), path.join(outdir, 'reply.mjs'));
  fs.writeFileSync(path.join(outdir, 'files.json'), JSON.stringify(filesOf));
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
