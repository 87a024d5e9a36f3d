import * as fs from 'node:fs';

/** Any user who is not root. */
const NOBODY = 65534;

/**
 * Does something as a user to whom permissions apply: to root, whom tests often run as, they do not. The folder becomes
 * visible to that user.
 */
export function asOrdinaryUser<T>(folder: string, work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  fs.chmodSync(folder, 0o755);
  process.seteuid!(NOBODY);
  const becomeRoot = () => process.seteuid!(0);
  let result: T;
  try {
    result = work();
  } catch (error) {
    becomeRoot();
    throw error;
  }
  if (result instanceof Promise) return result.finally(becomeRoot) as T;
  becomeRoot();
  return result;
}
