import * as fs from 'node:fs';
import * as path from 'node:path';

const SOURCES = ['src', 'scripts', 'package.json', 'package-lock.json'];
/** The files that a build writes last. If they exist, the build is complete. */
const RESULTS = ['lib/index.js', 'assets/THIRD-PARTY-LICENSES.txt'];

/** Whether the library was built after the last change to its sources. */
export function isUpToDate(root: string): boolean {
  const results = RESULTS.map((result) => path.join(root, result));
  if (!results.every((result) => fs.existsSync(result))) return false;
  const oldestResult = Math.min(...results.map((result) => fs.statSync(result).mtimeMs));
  return SOURCES.every((source) => newestChange(path.join(root, source)) < oldestResult);
}

/** Includes folders: a folder's time changes when a file is added or removed. */
function newestChange(file: string): number {
  const stats = fs.statSync(file);
  const below = stats.isDirectory() ? fs.readdirSync(file).map((name) => newestChange(path.join(file, name))) : [];
  return Math.max(stats.mtimeMs, ...below);
}
