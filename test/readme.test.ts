import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { fencesOf, linksOf, missingFilesOn, PAGES, problemOf, readPage } from './support/markdown';
import { fromRoot } from './support/paths';
import { typeErrorsIn } from './support/snippets';

const EXAMPLES = fromRoot('examples');
const fences = PAGES.flatMap(fencesOf);

describe('the code on the pages', () => {
  const sources = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/cdk\.out|node_modules/.test(file))
    .map((file) => readFileSync(path.join(EXAMPLES, file), 'utf8'));

  // Rosetta compiles `ts` fences. It leaves `mts` alone, since it does not know `export default`.
  const quoted = fences.filter(({ language }) => language === 'mts');
  test.each(quoted)('is code of an example where it is mts: $place', ({ code }) => {
    expect(sources.filter((source) => source.includes(code))).not.toEqual([]);
  });

  test('shows the reply of examples/custom-reply as a whole in the README', () => {
    const reply = readFileSync(path.join(EXAMPLES, 'custom-reply', 'reply.ts'), 'utf8');

    expect(fencesOf('README.md').map(({ code }) => code)).toContain(reply);
  });

  test('compiles where it is ts', () => {
    const snippets = fences.filter(({ language }) => language === 'ts');

    expect(snippets.length).toBeGreaterThan(20);
    expect(typeErrorsIn(snippets)).toEqual([]);
  }, 60_000);
});

describe('the pages', () => {
  test('have links that lead to a file, and to a heading in it', () => {
    const links = PAGES.flatMap(linksOf);

    expect(links.length).toBeGreaterThan(100);
    expect(links.map(problemOf).filter((problem) => problem !== undefined)).toEqual([]);
  });

  test('name files and folders that exist', () => {
    expect(PAGES.flatMap((page) => missingFilesOn(page).map((name) => `${page}: ${name}`))).toEqual([]);
  });

  test('are all listed in docs/README.md or docs/decisions/README.md', () => {
    const listed = ['docs/README.md', 'docs/decisions/README.md'].flatMap(linksOf)
      .map(({ page, target }) => path.posix.join(path.posix.dirname(page), target.split('#')[0]));

    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');

    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
  });

  test('are short: the README has at most 250 lines', () => {
    expect(readPage('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(250);
  });
});
