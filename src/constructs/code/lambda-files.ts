import { existsSync, readFileSync } from 'fs';
import * as path from 'path';

const ASSETS = path.join(__dirname, '..', '..', '..', 'assets');

/** Reply handlers that pass messages on. */
export type TargetName = 'event-bus' | 'function' | 'queue' | 'state-machine' | 'topic';

/** What runs in Lambda besides the gateway itself, bundled by `scripts/bundle-lambda.ts`: `<name>.cjs` and what it needs. */
export type LambdaEntry = 'worker' | 'deduplication' | 'phone-numbers' | TargetName;

/** The files of an entry. Those that entries share have the same names and the same bytes. */
export function lambdaFiles(entry: LambdaEntry): string[] {
  const folder = builtFolder('lambda', 'files.json');
  const filesOf = JSON.parse(readFileSync(path.join(folder, 'files.json'), 'utf8')) as Record<LambdaEntry, string[]>;
  return filesOf[entry].map((file) => path.join(folder, file));
}

/**
 * A folder of `assets/`, which is made when this package is built.
 *
 * @param file one that must be in it
 * @throws Error in a checkout of this library that is not built
 */
export function builtFolder(name: string, file: string, assets: string = ASSETS): string {
  const folder = path.join(assets, name);
  if (!existsSync(path.join(folder, file))) {
    throw new Error(`The gateway's Lambda code must be in ${folder}, got no ${file} there. In a checkout of cdk-twilio-sms-gateway run "npx projen bundle"; elsewhere install the package again.`);
  }
  return folder;
}
