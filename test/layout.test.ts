import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { ROOT } from './support/paths';

// The linter holds the directions between the zones (.projenrc.ts). This holds the folders within them, and names.

/** Files that each folder of a kind has: a command its `command.ts`, an entry point its `index.ts`. */
const SHARED_NAMES = ['command.ts', 'index.ts'];

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const files = fs.readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.posix.join('src', file.replaceAll('\\', '/')));

function resolve(from: string, specifier: string): string | undefined {
  const target = path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, ''));
  return [`${target}.ts`, `${target}/index.ts`].find((file) => files.includes(file));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(ROOT, file), 'utf8'));
  return importedFiles.flatMap(({ fileName }) => (fileName.startsWith('.') ? resolve(file, fileName) ?? [] : []));
}

/** Which folder imports from which other. */
function folderGraph(): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const folder = path.posix.dirname(file);
    const others = importsOf(file).map((imported) => path.posix.dirname(imported)).filter((other) => other !== folder);
    graph.set(folder, new Set([...graph.get(folder) ?? [], ...others]));
  }
  return graph;
}

function reachable(graph: Graph, from: string, found = new Set<string>()): Set<string> {
  for (const next of graph.get(from) ?? []) {
    if (!found.has(next)) reachable(graph, next, found.add(next));
  }
  return found;
}

test('no folder of src imports from a folder that imports from it', () => {
  const graph = folderGraph();
  const inCycle = [...graph.keys()].filter((folder) => reachable(graph, folder).has(folder));

  expect(graph.size).toBeGreaterThan(30);
  expect(inCycle).toEqual([]);
});

test('a file name means one thing in all of src', () => {
  const names = files.map((file) => path.posix.basename(file)).filter((name) => !SHARED_NAMES.includes(name));

  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('a folder of src has at most 25 files, and a file at most 250 lines', () => {
  const folders = new Map<string, number>();
  for (const file of files) folders.set(path.posix.dirname(file), (folders.get(path.posix.dirname(file)) ?? 0) + 1);

  expect([...folders].filter(([, count]) => count > 25)).toEqual([]);
  expect(files.filter((file) => fs.readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 250)).toEqual([]);
});
