import * as path from 'node:path';

/** The repository. */
export const ROOT = path.join(__dirname, '..');

/**
 * Everything that the benchmark installs and builds. Git ignores it, and it is outside node_modules, so `npm ci` keeps
 * it.
 */
export const CACHE = path.join(__dirname, '.cache');
