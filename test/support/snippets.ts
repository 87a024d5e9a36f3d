import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import type { Fence } from './markdown';
import { fromRoot, ROOT } from './paths';

/** "Modifiers cannot appear here": snippets use `declare const` in the fixture's constructor, and rosetta allows it. */
const DECLARE_IN_A_BLOCK = 1184;

/**
 * Type-checks `ts` fences: each as rosetta compiles those of the README, in the imports and the stack of its fixture,
 * but against the sources. Rosetta reads no other page.
 *
 * @returns what TypeScript says, with the place of each fence
 */
export function typeErrorsIn(fences: readonly Fence[]): readonly string[] {
  const files = new Map(fences.map((fence, index) =>
    [fromRoot('docs', `snippet-${index}.ts`), { fence, text: sourceOf(fence) }]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(path.normalize(file)) || fileExists(file);
  host.readFile = (file) => files.get(path.normalize(file))?.text ?? readFile(file);
  host.getSourceFile = (file, ...others) => {
    const text = files.get(path.normalize(file))?.text;
    return text === undefined
      ? getSourceFile(file, ...others)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, { fence }]) => {
    const source = program.getSourceFile(file)!;
    const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code }) => code !== DECLARE_IN_A_BLOCK);
    return errors.map(({ messageText }) => `${fence.place}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

function sourceOf({ code, attributes }: Fence): string {
  const fixture = readFileSync(fromRoot('rosetta', 'default.ts-fixture'), 'utf8');
  return attributes.includes('nofixture') ? code : fixture.replace('/// here', () => code);
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(fromRoot('tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['src/index.ts'] }, ts.sys, ROOT);
  return {
    ...options,
    noEmit: true,
    noUnusedLocals: false, // the fixture imports what some snippet needs
    noUnusedParameters: false,
    skipLibCheck: true,
    paths: { 'cdk-twilio-sms-gateway': [fromRoot('src', 'index.ts')] }, // the sources: lib/ may be older
  };
}
