import * as fs from 'node:fs';
import * as path from 'node:path';
import { Metafile } from 'esbuild';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/** Name, version and licence of every npm package of which a bundle contains code. Those with the same texts share them. */
export function thirdPartyLicenses(metafiles: readonly Metafile[], root: string): string {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const namesByTexts = new Map<string, Set<string>>();
  for (const folder of folders) {
    const texts = licenseTexts(path.join(root, folder));
    namesByTexts.set(texts, (namesByTexts.get(texts) ?? new Set()).add(nameOf(path.join(root, folder))));
  }
  const entries = [...namesByTexts].map(([texts, names]) => [...[...names].sort(), '', texts, ''].join('\n'));
  return ['The files in this folder contain code of these packages.\n', ...entries.sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The package's folder of a file such as `node_modules/@scope/name/lib/file.js`. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function nameOf(folder: string): string {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  return `${name} ${version} (${license})`;
}

function licenseTexts(folder: string): string {
  return fs.readdirSync(folder).filter((file) => LICENSE_FILE.test(file)).sort()
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim())
    .join('\n\n');
}
