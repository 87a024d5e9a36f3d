/**
 * Bundles what runs outside of `cdk synth` into assets/: the Lambda code, the command line tool and the local gateway's page. Their npm
 * packages are inlined, so that a user of the construct library installs none of them.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { BuildOptions, build, Metafile, Plugin } from 'esbuild';
import { bundleCli } from './bundle-cli';
import { bundleLambda } from './bundle-lambda';
import { thirdPartyLicenses } from './third-party-licenses';

const ROOT = path.join(__dirname, '..');
const PAGE = 'src/local/page';

/** Options that all bundles share. Node.js 20 is the oldest that aws-cdk-lib supports, and `dev` runs the Lambda code on it too. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  legalComments: 'none', // they are in THIRD-PARTY-LICENSES.txt
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;
const NODE = { ...COMMON, platform: 'node', target: 'node20' } satisfies BuildOptions;

/** Replaces a file of the SDK that no export of its package names. */
const WITHOUT_SHARED_CONFIG: Plugin = {
  name: 'without-shared-config',
  setup({ onLoad, onEnd }) {
    const replaced = /[\\/]@smithy[\\/]core[\\/].*[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/;
    const contents = fs.readFileSync(path.join(ROOT, 'src/runtime/no-shared-config.ts'), 'utf8');
    let found = false;
    onLoad({ filter: replaced }, () => {
      found = true;
      return { contents, loader: 'ts' };
    });
    onEnd(() => (found ? undefined : { errors: [{ text: `The AWS SDK has no file ${replaced} any more: see src/runtime/no-shared-config.ts` }] }));
  },
};

/** Of what runs in Lambda. No source map: it would be most of the asset. */
const LAMBDA = {
  ...NODE,
  mainFields: ['module', 'main'],
  // All shorten the cold start: an `import()` of node:http loads undici, and neither credential chain nor shared configuration applies in Lambda.
  supported: { 'dynamic-import': false },
  alias: { '@aws-sdk/credential-provider-node': './src/runtime/no-credential-providers.ts' },
  plugins: [WITHOUT_SHARED_CONFIG],
} satisfies BuildOptions;

/** The code of the webhook's function: one file of its own, so that nothing else makes it larger. */
export async function bundleGateway(outdir: string): Promise<Metafile> {
  fs.mkdirSync(outdir, { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'src/runtime/gateway.mjs'), path.join(outdir, 'gateway.mjs'));
  const { metafile } = await build({
    ...LAMBDA,
    alias: { ...LAMBDA.alias, '@smithy/core/event-streams': './src/runtime/no-event-streams.ts' },
    entryPoints: ['src/runtime/gateway.ts'],
    outfile: path.join(outdir, 'gateway.cjs'),
    format: 'cjs',
  });
  return metafile;
}

/** What authors of reply handlers import, `./runtime` and `./testing` of the package, and what a handler's context loads when it is needed. */
export async function bundleForAuthors(outdir: string): Promise<Metafile[]> {
  const results = await Promise.all([
    build({ ...NODE, entryPoints: ['src/runtime/index.ts'], outfile: path.join(outdir, 'runtime/index.cjs'), format: 'cjs' }),
    build({ ...NODE, entryPoints: ['src/testing/index.ts'], outfile: path.join(outdir, 'testing/index.cjs'), format: 'cjs' }),
    build({ ...NODE, entryPoints: ['src/runtime/fetch-media.ts'], outfile: path.join(outdir, 'media/fetch-media.mjs'), format: 'esm' }),
  ]);
  return results.map(({ metafile }) => metafile);
}

/** The command line tool, and what it needs to run a gateway on the developer's machine. */
export async function bundleTools(outdir: string): Promise<Metafile[]> {
  const cli = await bundleCli(outdir, NODE);
  const results = await Promise.all([
    build({ ...NODE, entryPoints: ['src/local/function-host.ts'], outfile: path.join(outdir, 'function-host.mjs'), format: 'esm' }),
    build({
      ...COMMON,
      platform: 'browser',
      target: 'es2022',
      tsconfigRaw: {},
      entryPoints: [`${PAGE}/page.ts`, `${PAGE}/page.css`],
      outdir: path.join(outdir, 'page'),
      format: 'iife',
    }),
  ]);
  fs.copyFileSync(path.join(ROOT, 'src/local/function-host.py'), path.join(outdir, 'function-host.py'));
  fs.copyFileSync(path.join(ROOT, PAGE, 'index.html'), path.join(outdir, 'page/index.html'));
  return [cli, ...results.map(({ metafile }) => metafile)];
}

/** Makes all of assets/. The licences come last: `npm start` takes their file as the sign that the bundles are complete. */
async function bundleAll(outdir: string): Promise<void> {
  const metafiles = [
    await bundleGateway(path.join(outdir, 'gateway')),
    await bundleLambda(path.join(outdir, 'lambda'), LAMBDA),
    ...await bundleForAuthors(outdir),
    ...await bundleTools(path.join(outdir, 'cli')),
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
