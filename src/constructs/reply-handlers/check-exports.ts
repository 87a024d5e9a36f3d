import { knownExports, MAY_ANSWER } from './known-exports';
import { kindOf } from '../../shared/kind-of';
import { findReplyExport, type ModuleExports, writtenExports } from '../../shared/reply-export';

/** A reply module that esbuild has bundled. */
export interface CheckedModule {
  /** Path of the module, for the error. */
  readonly entry: string;
  /** The exports of the bundle. */
  readonly names: readonly string[];
  /** Text of the bundle, not minified. */
  readonly bundle: string;
  /** Text of the module if it is CommonJS: its bundle exports `module.exports` as `default`. */
  readonly commonJs?: string;
}

/**
 * Checks the exports of a reply module, as far as they are known without running it.
 *
 * @throws Error if Lambda would find no reply function
 */
export function checkExports({ entry, names, bundle, commonJs }: CheckedModule): void {
  const module = commonJs === undefined
    ? knownExports(bundle, names)
    : { default: compiledExports(commonJs) ?? MAY_ANSWER };
  if (findReplyExport(module) === undefined) {
    const found = Object.entries(writtenExports(module))
      .map(([name, value]) => (value === MAY_ANSWER ? name : `${name} (${kindOf(value)})`));
    throw new Error(
      `${entry} must export a function, as default or as reply, got ${found.join(', ') || 'no exports'}. ` +
      'Add "export default" to the function that answers.');
  }
}

/**
 * The exports of a CommonJS module that a compiler has written.
 *
 * @returns nothing if the module uses `exports` in another way, so that only running it shows what it exports
 */
function compiledExports(text: string): ModuleExports | undefined {
  const names = new Set<string>();
  const rest = text.replace(EXPORT, (_, member?: string, defined?: string) => {
    names.add((member ?? defined)!);
    return '';
  });
  return names.has('__esModule') && !/\bexports\b/.test(rest)
    ? { ...Object.fromEntries([...names].map((name) => [name, MAY_ANSWER])), __esModule: true }
    : undefined;
}

/** `exports.name`, or `Object.defineProperty(exports, "name"`. Not the `exports` of `module.exports`. */
const EXPORT = /(?<!\.\s*)\bexports\.([\w$]+)|\bdefineProperty\(\s*exports,\s*["']([\w$]+)["']/g;
