import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const DOCUMENT = join(ROOT, 'docs', 'verification.md');

/** Replaces what an npm script wrote into docs/verification.md when it ran before. */
export function writeSection(script: string, text: string): void {
  const marker = (edge: string) => `<!-- written by npm run ${script}: ${edge} -->`;
  const document = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [document.indexOf(marker('begin')), document.indexOf(marker('end'))];
  if (begin < 0 || end < begin) {
    throw new Error(`docs/verification.md has no section of npm run ${script}`);
  }
  writeFileSync(DOCUMENT, `${document.slice(0, begin)}${marker('begin')}\n${text}\n${document.slice(end)}`);
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}
