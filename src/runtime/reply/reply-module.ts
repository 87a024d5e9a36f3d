import { echo } from './echo';
import { ECHO_MODULE } from '../../shared/env';
import { kindOf } from '../../shared/kind-of';
import type { ReplyFunction } from '../../shared/reply-contract';
import { findReplyExport, type ModuleExports, writtenExports } from '../../shared/reply-export';
import { ownError } from '../log/own-error';

/** Imports a module by a specifier relative to the gateway's files. */
export type ImportModule = (specifier: string) => Promise<ModuleExports>;

/** An error lists at most this many exports. */
const MAX_NAMES = 10;

/** Thrown for a module that exports no reply function. Only a deployment changes that. */
export class NoReplyFunction extends Error {
  constructor(module: ModuleExports) {
    const written = writtenExports(module);
    const names = Object.keys(written).slice(0, MAX_NAMES).map((name) => `${name} (${kindOf(written[name])})`);
    const exported = names.join(', ') || 'nothing';
    super('The reply module must export a function, as default or as reply, '
      + `but it exports ${exported}. Add "export default" to the function that answers.`);
    this.name = 'NoReplyFunction';
    ownError(this, exported);
  }
}

/**
 * Loads the reply handler of the deployment: the built-in echo, or a module's default export or its export `reply`.
 *
 * @throws NoReplyFunction if the module exports neither
 */
export async function loadReply(specifier: string, importModule: ImportModule): Promise<ReplyFunction> {
  if (specifier === ECHO_MODULE) {
    return echo;
  }
  const module = await importModule(specifier);
  const reply = findReplyExport(module);
  if (reply === undefined) {
    throw new NoReplyFunction(module);
  }
  return reply as ReplyFunction;
}
