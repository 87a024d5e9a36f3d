import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * A string that changes when one of the files, or a file in one of the folders, is changed, added or removed. It
 * compares times and sizes, not contents, since it is taken before every invocation.
 */
export function fingerprint(paths: readonly string[]): string {
  return paths.flatMap(describe).join('\n');
}

function describe(file: string): string[] {
  try {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return [`${file} missing`];
    if (!stats.isDirectory()) return [`${file} ${stats.mtimeMs} ${stats.size}`];
    return fs.readdirSync(file).sort().flatMap((name) => describe(path.join(file, name)));
  } catch (error) {
    // It may not be read, or has vanished since.
    return [`${file} ${(error as NodeJS.ErrnoException).code}`];
  }
}
