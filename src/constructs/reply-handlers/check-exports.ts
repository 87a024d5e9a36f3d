import { findReplyExport, type ModuleExports, writtenExports } from '../../shared/reply-export';

/** Stands for an export whose value is known only when the module runs. */
const MAY_ANSWER = () => undefined;

/**
 * Checks the exports of a reply module, as far as they are known without running it.
 *
 * @param entry path of the module, for the error
 * @param names the exports of the bundle
 * @param commonJs text of the module if it is CommonJS, whose bundle exports `module.exports` as `default`
 * @throws Error if Lambda would find no reply function
 */
export function checkExports(entry: string, names: readonly string[], commonJs?: string): void {
  const module = commonJs === undefined ? exportsNamed(names) : { default: compiledExports(commonJs) ?? MAY_ANSWER };
  if (findReplyExport(module) === undefined) {
    const found = Object.keys(writtenExports(module)).join(', ') || 'no exports';
    throw new Error(
      `${entry} must export a function, as default or as reply, got ${found}. ` +
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
    ? { ...exportsNamed([...names]), __esModule: true }
    : undefined;
}

/** `exports.name`, or `Object.defineProperty(exports, "name"`. Not the `exports` of `module.exports`. */
const EXPORT = /(?<!\.\s*)\bexports\.([\w$]+)|\bdefineProperty\(\s*exports,\s*["']([\w$]+)["']/g;

function exportsNamed(names: readonly string[]): ModuleExports {
  return Object.fromEntries(names.map((name) => [name, MAY_ANSWER]));
}
