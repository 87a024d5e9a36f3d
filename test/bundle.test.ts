import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { builtinModules } from 'module';
import { tmpdir } from 'os';
import * as path from 'path';
import { gzipSync } from 'zlib';
import type { Metafile } from 'esbuild';
import { bundleGateway } from '../scripts/bundle';

// What every cold start reads and compiles. The times are in docs/performance.md, which `npm run bench` writes.

const KILOBYTE = 1000;

describe('the Lambda asset of the gateway', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gateway-'));
  let metafile: Metafile;
  let files: Buffer[];
  /** Files of which the bundle contains code. */
  let bundled: string[];

  beforeAll(async () => {
    metafile = await bundleGateway(folder);
    files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file)));
    bundled = Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file);
  }, 30_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test('is at most 260 kB, and 85 kB when zipped', () => {
    expect(sum(files.map((file) => file.length))).toBeLessThanOrEqual(260 * KILOBYTE);
    expect(sum(files.map((file) => gzipSync(file).length))).toBeLessThanOrEqual(85 * KILOBYTE);
  });

  test.each([
    ["twilio's REST client", /\/twilio\/lib\/(?:rest|base|http|index)\b/],
    ['an HTTP client of its own', /\/(?:axios|follow-redirects|node-fetch|undici)\//],
    ["the SDK's credential providers", /\/@aws-sdk\/(?:credential-provider-|token-providers|nested-clients)/],
    ["the SDK's event streams", /\/@smithy\/core\/.*\/event-streams\//],
    ["the SDK's reader of configuration files", /shared-ini-file-loader\/readFile/],
    ['clients of other services', /\/@aws-sdk\/client-(?!secrets-manager\/)/],
    ['aws-cdk-lib or constructs', /\/(?:aws-cdk-lib|constructs)\//],
    ['constructs or tools of ours', /^src\/(?!runtime\/)/],
  ])('does not contain %s', (_, unwanted) => {
    expect(bundled.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('contains no package twice', () => {
    const folders = new Map<string, Set<string>>();
    for (const file of bundled) {
      const [packageFolder, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
      if (packageFolder !== undefined) {
        folders.set(name, (folders.get(name) ?? new Set()).add(packageFolder));
      }
    }

    expect([...folders.keys()]).toEqual(expect.arrayContaining(['twilio', '@aws-sdk/client-secrets-manager']));
    expect([...folders.values()].map((copies) => [...copies]).filter((copies) => copies.length > 1)).toEqual([]);
  });

  test("needs nothing but Node.js's own modules at run time", () => {
    const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports).map(({ path: name }) => name.replace(/^node:/, ''));

    expect(external.filter((name) => !builtinModules.includes(name))).toEqual([]);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
