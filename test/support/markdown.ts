import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { fromRoot, ROOT } from './paths';

/** A fenced piece of code on a page. */
export interface Fence {
  /** The page and the line that the fence starts on, such as `docs/handlers.md:31`. */
  readonly place: string;
  /** The word after the backticks, such as `ts`. */
  readonly language: string;
  /** The words after it, such as `nofixture`. */
  readonly attributes: string;
  readonly code: string;
}

/** A link of a page to a file or a heading of this checkout. */
export interface Link {
  readonly page: string;
  readonly target: string;
}

const FENCE = /^( *)```(\w*)(.*)\n([^]*?)^\1```$/gm;

/** The pages that people read: relative to the root, with `/` between folders. */
export const PAGES: readonly string[] = [
  'README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md',
  ...readdirSync(fromRoot('docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.split(path.sep).join('/')}`),
];

export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

export function fencesOf(page: string): readonly Fence[] {
  const text = readPage(page);
  return [...text.matchAll(FENCE)].map(({ index, 1: indent, 2: language, 3: attributes, 4: code }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    language,
    attributes: attributes.trim(),
    code: code.replace(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** The links of Markdown and the pictures of HTML. Links to other hosts are left out. */
export function linksOf(page: string): readonly Link[] {
  const text = readPage(page).replace(FENCE, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture);
  return targets.filter((target) => !/^[a-z]+:/.test(target)).map((target) => ({ page, target }));
}

/** What is wrong with a link. `undefined` if it leads somewhere. */
export function problemOf({ page, target }: Link): string | undefined {
  const [file, anchor] = target.split('#');
  const linked = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!existsSync(path.join(ROOT, linked))) return `${page}: there is no ${linked}`;
  if (anchor !== undefined && !anchorsOf(linked).includes(anchor)) {
    return `${page}: ${linked} has no heading #${anchor}`;
  }
  return undefined;
}

/** Files and folders of this checkout that a page names in `code`: from the root, from src/ or from src/runtime/. */
export function missingFilesOn(page: string): readonly string[] {
  const names = [...readPage(page).replace(FENCE, '').matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, name]) => name);
  const files = names.filter((name) => /(\.(ts|md|json|py)|\/)$/.test(name) && !/^(assets|lib)\//.test(name));
  return files.filter((name) => !['.', 'src', 'src/runtime'].some((folder) => existsSync(fromRoot(folder, name))));
}

/** As GitHub makes them of headings: lower case, without punctuation, with `-` for blanks, numbered if they repeat. */
function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...readPage(page).replace(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => {
    const anchor = heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}
