import { existsSync } from 'node:fs';
import { NODE } from '../deployed/installation';

export interface NodeVersion {
  readonly name: string;
  readonly execPath: string;
}

/** This Node.js, and the Node.js 24 of Lambda if `npm run test:deployed` has installed it on this machine. */
export function nodeVersions(): readonly NodeVersion[] {
  const lambda = { name: 'Node.js 24', execPath: NODE };
  return [{ name: 'this Node.js', execPath: process.execPath }, ...(existsSync(NODE) ? [lambda] : [])];
}
