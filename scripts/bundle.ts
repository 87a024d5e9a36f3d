/**
 * Bundles what runs outside of `cdk synth` into assets/: the Lambda code, the command line tool and the local gateway's
 * page. Their npm packages are inlined, so that a user of the construct library installs none of them.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { BuildOptions, build, Metafile } from 'esbuild';
import { USED_SCHEMAS, VERSION_ONLY, WITHOUT_SHARED_CONFIG, XML_BUILDER } from './aws-sdk';
import { bundleLambda } from './bundle-lambda';
import * as tools from './bundle-tools';
import { thirdPartyLicenses } from './third-party-licenses';

const ROOT = path.join(__dirname, '..');
const PAGE = 'src/local/page';

/**
 * Options that all bundles share. Node.js 20 is the oldest that aws-cdk-lib supports, and `dev` runs the Lambda code on
 * it too.
 */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none', // they are in THIRD-PARTY-LICENSES.txt
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;
const NODE = { ...COMMON, platform: 'node', target: 'node20' } satisfies BuildOptions;

/** Options for the code that runs in Lambda. No source map: it would be most of the asset. */
export const LAMBDA = {
  ...NODE,
  mainFields: ['module', 'main'],
  // All shorten the cold start: an `import()` of node:http loads undici, and neither credential chain nor shared
  // configuration applies in Lambda.
  supported: { 'dynamic-import': false },
  alias: {
    '@aws-sdk/credential-provider-node': './src/runtime/sdk/no-credential-providers.ts',
    '@aws-sdk/middleware-endpoint-discovery': './src/runtime/sdk/no-endpoint-discovery.ts',
    '@smithy/core/event-streams': './src/runtime/sdk/no-event-streams.ts',
  },
  plugins: [XML_BUILDER, WITHOUT_SHARED_CONFIG, VERSION_ONLY, USED_SCHEMAS],
} satisfies BuildOptions;

/** The code of the webhook's function: one file of its own, so that nothing else makes it larger. */
export async function bundleGateway(outdir: string): Promise<Metafile> {
  fs.mkdirSync(outdir, { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'src/runtime/webhook/gateway.mjs'), path.join(outdir, 'gateway.mjs'));
  const { metafile } = await build({
    ...LAMBDA,
    entryPoints: ['src/runtime/webhook/gateway.ts'],
    outfile: path.join(outdir, 'gateway.cjs'),
    format: 'cjs',
  });
  return metafile;
}

/**
 * `./runtime` of the package, which authors of reply handlers import, and what a handler's context loads when it is
 * needed.
 */
async function bundleForAuthors(outdir: string): Promise<Metafile[]> {
  const results = await Promise.all([
    build({ ...NODE, entryPoints: ['src/runtime/index.ts'], outfile: path.join(outdir, 'runtime/index.cjs'), format: 'cjs' }),
    build({ ...NODE, entryPoints: ['src/runtime/media/media-module.ts'], outfile: path.join(outdir, 'media/fetch-media.mjs'), format: 'esm' }),
  ]);
  return results.map(({ metafile }) => metafile);
}

/**
 * The code for the developer's machine: `./testing` of the package, the command line tool, its function hosts and its
 * page.
 */
export async function bundleTools(outdir: string): Promise<Metafile[]> {
  const cli = path.join(outdir, 'cli');
  const metafile = await tools.bundleTools(outdir, NODE);
  const results = await Promise.all([
    build({ ...NODE, entryPoints: ['src/local/function/function-host.ts'], outfile: path.join(cli, 'function-host.mjs'), format: 'esm' }),
    build({
      ...COMMON,
      platform: 'browser',
      target: 'es2022',
      tsconfigRaw: {},
      entryPoints: [`${PAGE}/page.ts`, `${PAGE}/page.css`],
      outdir: path.join(cli, 'page'),
      format: 'iife',
    }),
  ]);
  fs.copyFileSync(path.join(ROOT, 'src/local/function/function-host.py'), path.join(cli, 'function-host.py'));
  fs.copyFileSync(path.join(ROOT, PAGE, 'index.html'), path.join(cli, 'page/index.html'));
  return [metafile, ...results.map((result) => result.metafile)];
}

/**
 * Makes all of assets/. The licences come last: `npm start` takes their file as the sign that the bundles are complete.
 */
async function bundleAll(outdir: string): Promise<void> {
  const metafiles = [
    await bundleGateway(path.join(outdir, 'gateway')),
    await bundleLambda(path.join(outdir, 'lambda'), LAMBDA),
    ...await bundleForAuthors(outdir),
    ...await bundleTools(outdir),
  ];
  fs.writeFileSync(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(metafiles, ROOT));
  printSizes(outdir);
}

function printSizes(outdir: string): void {
  const files = fs.readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    console.log(`${(fs.statSync(file).size / 1000).toFixed(1).padStart(8)} kB  ${path.relative(ROOT, file)}`);
  }
}

if (require.main === module) {
  bundleAll(path.join(ROOT, 'assets')).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
