import { buildSync } from 'esbuild';
import { knownExports, MAY_ANSWER } from '../../../src/constructs/reply-handlers/known-exports';
import { kindOf } from '../../../src/shared/kind-of';

function kinds(contents: string): Record<string, string> {
  const { outputFiles: [{ text }], metafile } = buildSync({
    stdin: { contents, loader: 'ts' }, write: false, metafile: true, bundle: true, format: 'esm', platform: 'node',
  });
  const [{ exports: names }] = Object.values(metafile.outputs);
  return Object.fromEntries(Object.entries(knownExports(text, names))
    .map(([name, value]) => [name, value === MAY_ANSWER ? 'may answer' : kindOf(value)]));
}

test.each([
  { code: 'export default class {}', expected: { default: 'a class' } },
  { code: 'export class reply extends Error { a() { return 1; } }', expected: { reply: 'a class' } },
  { code: 'export default {}', expected: { default: 'a value of type object' } },
  { code: 'export default 5', expected: { default: 'a value of type number' } },
  { code: 'export default true', expected: { default: 'a value of type boolean' } },
  { code: 'export default null', expected: { default: 'null' } },
  { code: 'export default -5; export const $a = "x"', expected: { default: 'a value of type number', $a: 'a value of type string' } },
  { code: 'export default Promise.resolve().then(() => 1)', expected: { default: 'a promise' } },
])('$code is known: $expected', ({ code, expected }) => {
  expect(kinds(code)).toEqual(expected);
});

test.each([
  'export default () => 1', 'export default function () {}', 'export default async () => {}', 'export function reply() {}',
  'export default make(); function make() { return () => 1; }', 'export default new Function("return 1")',
  'export default { reply() { return 1; } }', 'export default { ...globalThis }', 'export default {}.toString',
  'export default { a() { return 1; } }.a', 'export default [() => 1][0]', 'export default (class { static a() {} }).a',
  'export default "".toString', 'export default (5).toFixed', 'export let reply = null; reply = () => 1',
  'export let reply = {}; ({ reply } = globalThis as any)', 'export default `a`', 'export default "a" && (() => 1)',
  'class A {}\nexport default (A as any) = () => 1',
  'const text = `\nvar x = 5;\n`; const x = () => text; export default x',
].map((code) => ({ code })))('"$code" may answer', ({ code }) => {
  expect(Object.values(kinds(code))).toEqual(['may answer']);
});

test('a module without exports has none', () => {
  expect(kinds('console.log(1)')).toEqual({});
  expect(knownExports('', ['default'])).toEqual({ default: MAY_ANSWER });
});
