import { echo } from './echo';
import { ECHO_MODULE } from '../../shared/env';
import type { ReplyFunction } from '../../shared/reply-contract';

/** Imports a module by a specifier relative to the gateway's files. */
export type ImportModule = (specifier: string) => Promise<Record<string, unknown>>;

/**
 * Loads the reply handler of the deployment: the built-in echo, or a module's default export or its export `reply`.
 *
 * @throws Error if the module exports neither
 */
export async function loadReply(specifier: string, importModule: ImportModule): Promise<ReplyFunction> {
  if (specifier === ECHO_MODULE) {
    return echo;
  }
  const module = await importModule(specifier);
  const exported = [module.default, module.reply, (module.default as { reply?: unknown } | undefined)?.reply]
    .find((candidate) => typeof candidate === 'function');
  if (!exported) {
    const names = Object.keys(module).join(', ') || 'nothing';
    throw new Error(`The reply module must export a function, as default or as reply, but it exports ${names}`);
  }
  return exported as ReplyFunction;
}
