import { isClass } from './kind-of';

/** What a reply module exports, by name. A CommonJS module's `module.exports` is its `default`. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Finds the function that answers, in this order:
 *
 * 1. the default export
 * 2. `exports.default` of a CommonJS module that a compiler such as TypeScript has written (`__esModule`)
 * 3. the export `reply`
 * 4. `exports.reply` of a CommonJS module
 *
 * It decides on both sides: at synth about what esbuild's bundle shows, in Lambda about the loaded module.
 *
 * @returns nothing if no export is a function. A class does not count: it cannot be called without `new`
 */
export function findReplyExport(module: ModuleExports): unknown {
  const inner = innerExports(module);
  const compiled = inner.__esModule === true ? inner.default : undefined;
  return [module.default, compiled, module.reply, inner.reply]
    .find((value) => typeof value === 'function' && !isClass(value));
}

/** The exports in the words of the module's author: a compiler's `module.exports` is not an export of theirs. */
export function writtenExports(module: ModuleExports): ModuleExports {
  const inner = innerExports(module);
  const { '__esModule': _, 'module.exports': __, ...written } = inner.__esModule === true ? inner : module;
  return written;
}

function innerExports({ default: inner }: ModuleExports): ModuleExports {
  return typeof inner === 'object' && inner !== null ? inner as ModuleExports : {};
}
