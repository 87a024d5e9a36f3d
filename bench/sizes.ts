import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Metafile } from 'esbuild';
import { ROOT } from './paths';

/** Bytes of a Lambda asset. */
export interface AssetSize {
  readonly bytes: number;
  /** Compressed as in the archive that is uploaded, without its few headers. */
  readonly zipped: number;
}

export function assetSize(folder: string): AssetSize {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map((file) => fs.readFileSync(path.join(file.parentPath, file.name)));
  const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  return {
    bytes: total(contents.map(({ length }) => length)),
    zipped: total(contents.map((content) => deflateRawSync(content).length)),
  };
}

/** Bytes of a bundle by npm package, the largest first. */
export function bytesByPackage({ outputs }: Metafile): [name: string, bytes: number][] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(file);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].sort(([, a], [, b]) => b - a);
}

/** The innermost package that a file is in. */
function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'this library';
}

/** The files that `npm publish` would publish. */
export interface PackageSize {
  readonly packed: number;
  readonly unpacked: number;
  /** Sizes of the folders and files at the package's top, the largest first. */
  readonly parts: readonly [name: string, bytes: number][];
}

export function packageSize(): PackageSize {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ size, unpackedSize, files }] = JSON.parse(output) as [{
    size: number;
    unpackedSize: number;
    files: { path: string; size: number }[];
  }];
  const parts = new Map<string, number>();
  for (const file of files) {
    const [top] = file.path.split('/');
    parts.set(top, (parts.get(top) ?? 0) + file.size);
  }
  return { packed: size, unpacked: unpackedSize, parts: [...parts].sort(([, a], [, b]) => b - a) };
}
