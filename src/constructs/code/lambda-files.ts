import { existsSync, readFileSync } from 'fs';
import * as path from 'path';

const ASSETS = path.join(__dirname, '..', '..', '..', 'assets');

/**
 * The files of an entry of `scripts/bundle-lambda.ts`: code that runs in Lambda besides the gateway itself. Files that
 * several entries share have the same names and the same bytes.
 *
 * @param entry `worker`, `deduplication`, `phone-numbers` or the name of a reply target
 */
export function lambdaFiles(entry: string): string[] {
  const folder = builtFolder('lambda', 'files.json');
  const filesOf = JSON.parse(readFileSync(path.join(folder, 'files.json'), 'utf8')) as Record<string, string[]>;
  return filesOf[entry].map((file) => path.join(folder, file));
}

/**
 * The path of a folder of `assets/`, which the build of this package creates.
 *
 * @param file a file that must be in it
 * @throws Error in a checkout of this library that is not built
 */
export function builtFolder(name: string, file: string, assets: string = ASSETS): string {
  const folder = path.join(assets, name);
  if (!existsSync(path.join(folder, file))) {
    throw new Error(
      `The gateway's Lambda code must be in ${folder}, got no ${file} there. ` +
      'In a checkout of cdk-twilio-sms-gateway run "npx projen bundle". Elsewhere install the package again.');
  }
  return folder;
}
