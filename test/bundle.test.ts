import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { builtinModules } from 'module';
import { tmpdir } from 'os';
import * as path from 'path';
import { gzipSync } from 'zlib';
import type { Metafile } from 'esbuild';
import { bundleGateway, bundleTools, LAMBDA } from '../scripts/bundle';
import { bundleLambda } from '../scripts/bundle-lambda';

// Every cold start reads and compiles these files. The times are in docs/performance.md, which `npm run bench` writes.

const KILOBYTE = 1000;

/** Code that a Lambda function has no use for. */
const UNWANTED: Array<{ name: string; unwanted: RegExp }> = [
  { name: "twilio's REST client", unwanted: /\/twilio\/lib\/(?:rest|base|http|index)\b/ },
  { name: 'an HTTP client of its own', unwanted: /\/(?:axios|follow-redirects|node-fetch|undici)\// },
  {
    name: "the SDK's credential providers",
    unwanted: /\/@aws-sdk\/(?:credential-provider-|token-providers|nested-clients)/,
  },
  { name: "the SDK's event streams", unwanted: /\/@smithy\/core\/.*\/event-streams\// },
  { name: "the SDK's reader of configuration files", unwanted: /shared-ini-file-loader\/readFile/ },
  {
    name: 'the parts of xmlbuilder that TwiML has no use for',
    unwanted: /\/xmlbuilder\/lib\/(?:index|XMLDocumentCB|XMLStreamWriter|XMLDocType|XMLDTD)/,
  },
  { name: 'aws-cdk-lib or constructs', unwanted: /\/(?:aws-cdk-lib|constructs)\// },
  { name: 'constructs or tools of ours', unwanted: /^src\/(?!(?:runtime|shared)\/)/ },
];

const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the Lambda asset of the gateway', () => {
  let metafile: Metafile;
  let files: Buffer[];
  /** Files of which the bundle contains code. */
  let bundled: string[];

  beforeAll(async () => {
    const asset = path.join(folder, 'gateway');
    metafile = await bundleGateway(asset);
    files = readdirSync(asset).map((file) => readFileSync(path.join(asset, file)));
    bundled = bundledFiles(metafile);
  }, 30_000);

  test('is at most 260 kB, and 85 kB when zipped', () => {
    expect(sum(files.map((file) => file.length))).toBeLessThanOrEqual(260 * KILOBYTE);
    expect(sum(files.map((file) => gzipSync(file).length))).toBeLessThanOrEqual(85 * KILOBYTE);
  });

  test.each([
    ...UNWANTED,
    { name: 'clients of other services', unwanted: /\/@aws-sdk\/client-(?!secrets-manager\/)/ },
  ])('does not contain $name', ({ unwanted }) => {
    expect(bundled.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('contains no package twice', () => {
    expect([...packagesOf(bundled).keys()])
      .toEqual(expect.arrayContaining(['twilio', '@aws-sdk/client-secrets-manager']));
    expect(copies(bundled)).toEqual([]);
  });

  test("needs nothing but Node.js's own modules at run time", () => {
    const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports).map(({ path: name }) => name.replace(/^node:/, ''));

    expect(external.filter((name) => !builtinModules.includes(name))).toEqual([]);
  });
});

describe('the other code that runs in Lambda', () => {
  let bundled: string[];

  beforeAll(async () => {
    bundled = bundledFiles(await bundleLambda(path.join(folder, 'lambda'), LAMBDA));
  }, 30_000);

  test.each(UNWANTED)('does not contain $name', ({ unwanted }) => {
    expect(bundled.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('contains no package twice', () => {
    expect(copies(bundled)).toEqual([]);
  });

  // No error is an instance of another one: scripts/aws-sdk.ts. Whoever looks for one by its class would bring it in
  // here.
  test('contains classes for errors of DynamoDB only', () => {
    expect(errorClasses(bundled)).toEqual([expect.stringContaining('/client-dynamodb/')]);
  });
});

test("the code that runs on a developer's machine contains error classes of the clients for credentials only", async () => {
  const metafiles = await bundleTools(path.join(folder, 'tools'));

  expect(errorClasses(metafiles.flatMap(bundledFiles)).filter((file) => !file.includes('/nested-clients/')))
    .toEqual([]);
}, 30_000);

/** Files of which there is code in a bundle. */
function bundledFiles({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
}

function errorClasses(bundled: readonly string[]): string[] {
  return bundled.filter((file) => /\/@aws-sdk\/.*\/models\/errors\.js$/.test(file));
}

/** Folders of npm packages, by their names. */
function packagesOf(bundled: readonly string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of bundled) {
    const [packageFolder, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    if (packageFolder !== undefined) {
      folders.set(name, (folders.get(name) ?? new Set()).add(packageFolder));
    }
  }
  return folders;
}

function copies(bundled: readonly string[]): string[][] {
  return [...packagesOf(bundled).values()].map((folders) => [...folders]).filter((folders) => folders.length > 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
