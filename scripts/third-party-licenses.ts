import * as fs from 'node:fs';
import * as path from 'node:path';
import { Metafile } from 'esbuild';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/** Name, version and licence of every npm package of which a bundle contains code, sorted by name. */
export function thirdPartyLicenses(metafiles: readonly Metafile[], root: string): string {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const entries = new Set([...folders].map((folder) => describePackage(path.join(root, folder))));
  return ['The files in this folder contain code of these packages.\n', ...[...entries].sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The package's folder of a file such as `node_modules/@scope/name/lib/file.js`. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function describePackage(folder: string): string {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const texts = fs.readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim());
  return [`${name} ${version} (${license})`, ...texts, ''].join('\n\n');
}
