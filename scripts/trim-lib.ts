/**
 * Takes out of lib/, as jsii compiles it, what nobody needs of the published package: comments in .js files, which are
 * in the sources and, where they are documentation, in the .d.ts files; and .d.ts files that no type of the public API
 * leads to.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { transform } from 'esbuild';
import * as ts from 'typescript';

const LIB = path.join(__dirname, '..', 'lib');
/** The type files that the exports of package.json name. */
const PUBLIC_TYPES = ['index.d.ts', 'runtime/index.d.ts', 'testing/index.d.ts'];

/** The .d.ts files that are imported from these, and from those in turn. */
function reachableTypes(files: readonly string[], known = new Set<string>()): Set<string> {
  for (const file of files.filter((each) => !known.has(each))) {
    known.add(file);
    const { importedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'));
    const local = importedFiles.filter(({ fileName }) => fileName.startsWith('.'));
    reachableTypes(local.map(({ fileName }) => path.resolve(path.dirname(file), `${fileName}.d.ts`)), known);
  }
  return known;
}

async function trim(): Promise<void> {
  const files = fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).map((file) => path.join(LIB, file));
  const reachable = reachableTypes(PUBLIC_TYPES.map((file) => path.join(LIB, file)));
  for (const file of files.filter((each) => each.endsWith('.d.ts') && !reachable.has(each))) fs.rmSync(file);
  await Promise.all(files.filter((file) => file.endsWith('.js')).map(async (file) => {
    const { code } = await transform(await fs.promises.readFile(file, 'utf8'), { legalComments: 'none' });
    await fs.promises.writeFile(file, code);
  }));
}

void trim();
