import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, BuildOptions, Metafile, Plugin, transform } from 'esbuild';
import { USED_SCHEMAS, VERSION_ONLY } from './aws-sdk';

/** The command line tool. */
const MAIN = 'cli/main';
/** Folder for code that entries share, and for code that a command loads when it needs it. */
const PARTS = 'parts';

/**
 * Tests of reply handlers run the file that is deployed: it exports what `src/testing` imports from these files
 * (src/runtime/webhook/gateway.ts).
 */
const GATEWAY_AS_DEPLOYED: Plugin = {
  name: 'gateway-as-deployed',
  setup({ onResolve }) {
    onResolve(
      { filter: /^\.\.\/runtime\/(auth-token|webhook)\/(key-ring|secret-format|to-inbound-message|webhook-handler)$/ },
      ({ importer }) =>
        /[\\/]src[\\/]testing[\\/]/.test(importer) ? { path: '../gateway/gateway.cjs', external: true } : undefined,
    );
  },
};

/**
 * Bundles what runs in a process of the developer: the command line tool, and what tests of reply handlers import. A
 * command is loaded when it is called, so that --help does not wait for the AWS SDK. esbuild splits only ES modules,
 * and within one bundle it keeps all of a module that is imported late (the SDK would be twice as large). Each file is
 * turned into CommonJS afterwards, which starts faster.
 */
export async function bundleTools(outdir: string, options: BuildOptions): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...options,
    metafile: true,
    mainFields: ['module', 'main'], // keeps only the used part of the AWS SDK
    external: ['bowser'], // the SDK loads it in browsers only
    alias: {
      '@smithy/core/event-streams': './src/runtime/sdk/no-event-streams.ts',
      '@rgrove/parse-xml': '@rgrove/parse-xml/dist/browser.js', // the same as an ES module
    },
    plugins: [VERSION_ONLY, USED_SCHEMAS, GATEWAY_AS_DEPLOYED],
    write: false,
    entryPoints: { [MAIN]: 'src/cli/main.ts', 'testing/index': 'src/testing/index.ts' },
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: `${PARTS}/[name]-[hash]`,
    outExtension: { '.js': '.cjs' },
  });
  fs.rmSync(path.join(outdir, PARTS), { recursive: true, force: true }); // the parts of the last build have other names
  const main = path.join(outdir, `${MAIN}.cjs`);
  for (const { path: file, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: options.target,
      minify: true,
      supported: { 'dynamic-import': false }, // the parts are CommonJS, too
      banner: file === main ? '#!/usr/bin/env node' : undefined,
    });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, code);
  }
  fs.chmodSync(main, 0o755);
  return metafile;
}
