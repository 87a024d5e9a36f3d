import * as fs from 'node:fs';
import * as path from 'node:path';
import { Metafile } from 'esbuild';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;

/** A line that names whose work it is, and so differs where the rest of a licence does not. */
const COPYRIGHT = /^\s*copyright (?:\(c\)|©|\d{4}|.*<.*@).*$/gim;
/** The text behind this line of the Apache License is advice on using it. */
const END = 'END OF TERMS AND CONDITIONS';

/**
 * Name, version, licence and copyright of every npm package of which a bundle contains code, and each licence once: but
 * for those lines and for white space most are the same. That of this package itself is only named.
 */
export function thirdPartyLicenses(metafiles: readonly Metafile[], root: string): string {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const ours = words(fs.readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  const licences = new Map<string, { readonly terms: string; readonly packages: Set<string> }>();
  for (const folder of folders) {
    const texts = licenseTexts(path.join(root, folder));
    const terms = words(texts) === ours ? 'The licence is in the file LICENSE of this package.' : termsOf(texts) || 'The package has no file with its licence.';
    const { packages } = licences.get(words(terms))
      ?? licences.set(words(terms), { terms, packages: new Set() }).get(words(terms))!;
    packages.add([nameOf(path.join(root, folder)), ...(texts.match(COPYRIGHT) ?? []).map((line) => `  ${line.trim()}`)].join('\n'));
  }
  const entries = [...licences.values()].map(({ terms, packages }) => [...[...packages].sort(), '', terms, ''].join('\n'));
  return ['The files in this folder contain code of these packages.\n', ...entries.sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

/** A licence without the lines that are a package's own. */
function termsOf(texts: string): string {
  return texts.split(END)[0].replace(COPYRIGHT, '').replace(/\n{3,}/g, '\n\n').trim();
}

/** The text that identifies a licence. */
function words(texts: string): string {
  return termsOf(texts).replace(/\s+/g, ' ');
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
