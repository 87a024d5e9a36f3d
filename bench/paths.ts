import * as path from 'node:path';

/** The repository. */
export const ROOT = path.join(__dirname, '..');

/** What the benchmark installs and builds. Ignored by git, and outside node_modules, so that it outlives `npm ci`. */
export const CACHE = path.join(__dirname, '.cache');
