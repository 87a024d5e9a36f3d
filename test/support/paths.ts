import * as path from 'node:path';

/** The root of this checkout. Tests name files from here instead of counting folders upwards. */
export const ROOT = path.join(__dirname, '..', '..');

/** A file or folder of this checkout, such as `fromRoot('examples', 'echo')`. */
export const fromRoot = (...parts: string[]): string => path.join(ROOT, ...parts);
