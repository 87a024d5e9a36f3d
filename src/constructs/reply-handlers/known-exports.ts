import type { ModuleExports } from '../../shared/reply-export';

/** Stands for an export whose value is known only when the module runs. */
export const MAY_ANSWER = () => undefined;

/**
 * The exports of an ES module that esbuild has bundled, each with a value of its kind if the text shows it: a class, an
 * object, a literal or a promise. Everything else counts as a function, so no module that could answer is rejected.
 *
 * @param bundle text of the bundle, not minified
 * @param names the exports of the bundle
 */
export function knownExports(bundle: string, names: readonly string[]): ModuleExports {
  const list = [...bundle.matchAll(/^export \{\n([^}]*)\n\};$/gm)].at(-1)?.[1] ?? '';
  const locals = new Map(list.split(/,?\n/).map((item) => {
    const [local, name = local] = item.trim().split(' as ');
    return [name, local];
  }));
  return Object.fromEntries(names.map((name) => [name, knownValue(bundle, locals.get(name))]));
}

/** A value of the kind. It is known if only its declaration and the list of exports mention it: nothing changes it. */
function knownValue(bundle: string, local = ''): unknown {
  const name = local.replaceAll('$', '\\$');
  const code = bundle.replace(/^\/\/.*$/gm, ''); // comments of esbuild name files
  const mentions = code.match(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g'));
  const declaration = new RegExp(`^(?:var ${name} = |(?=class ${name} ))`, 'm').exec(bundle);
  if (mentions?.length !== 2 || declaration === null) return MAY_ANSWER;

  const value = bundle.slice(declaration.index + declaration[0].length);
  const kind = KINDS.find(([pattern]) => pattern.test(value));
  return kind === undefined ? MAY_ANSWER : kind[1];
}

/** A complete value and the end of its statement, as esbuild writes it: what is inside of braces is indented. */
const KINDS: ReadonlyArray<readonly [pattern: RegExp, value: unknown]> = [
  [/^"(?:[^"\\\n]|\\.)*";\n/, ''],
  [/^-?[\d.]+;\n/, 0],
  [/^(?:true|false);\n/, true],
  [/^null;\n/, null],
  [/^class(?: [\w$]+)?(?: extends [\w$.]+)? \{\n(?:(?: .*)?\n)*\};?\n/, class {}],
  // An object with `reply` answers, and one with a spread may have it.
  [/^(?!\{[^;]*(?:\breply\b|\.\.\.))\{(?:[^\n{}]*|\n(?:(?: .*)?\n)*)\};\n/, {}],
  [/^(?:import\("[^"\n]*"\)|Promise\.resolve\(\)\.then\(.*\));\n/, Promise.resolve()],
];
