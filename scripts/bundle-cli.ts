import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, BuildOptions, Metafile, transform } from 'esbuild';

/** Folder of what is loaded when a command needs it. */
const PARTS = 'parts';

/**
 * The command line tool: `main.cjs`, and a part for each command that is loaded when it is called, so that --help does not wait for the AWS
 * SDK. esbuild splits only ES modules, and within one bundle it keeps all of a module that is imported late (the SDK would be twice as
 * large). Each file is turned into CommonJS afterwards, which starts faster.
 */
export async function bundleCli(outdir: string, options: BuildOptions): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...options,
    metafile: true,
    mainFields: ['module', 'main'], // of the AWS SDK only what is used
    external: ['bowser'], // the SDK loads it in browsers only
    write: false,
    entryPoints: ['src/cli/main.ts'],
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: `${PARTS}/[name]-[hash]`,
    outExtension: { '.js': '.cjs' },
  });
  fs.rmSync(path.join(outdir, PARTS), { recursive: true, force: true }); // those of the last time have other names
  fs.mkdirSync(path.join(outdir, PARTS), { recursive: true });
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: options.target,
      minify: true,
      supported: { 'dynamic-import': false }, // the parts are CommonJS, too
      banner: path.basename(file) === 'main.cjs' ? '#!/usr/bin/env node' : undefined,
    });
    fs.writeFileSync(file, code);
  }
  fs.chmodSync(path.join(outdir, 'main.cjs'), 0o755);
  return metafile;
}
