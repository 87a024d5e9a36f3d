import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { UserError } from '../problems/user-error';

/** What a function of a Lambda runtime runs in here. */
export interface FunctionRuntime {
  /** The interpreter's file. */
  readonly interpreter: string;
  /** What the interpreter runs: it loads the function's handler. */
  readonly hostFile: string;
}

/**
 * The Node.js that this runs on for a function of any Node.js; for one of Python the same version if there is one, else any Python 3.
 *
 * @param runtime as in the template, such as `python3.13`
 * @param toolsDirectory folder of the bundled tools
 * @throws UserError for what cannot run here
 */
export function functionRuntime(runtime: string, toolsDirectory: string): FunctionRuntime {
  if (runtime.startsWith('nodejs')) return { interpreter: process.execPath, hostFile: path.join(toolsDirectory, 'function-host.mjs') };
  if (!runtime.startsWith('python') || process.platform === 'win32') {
    throw new UserError(`The local gateway cannot run functions of the runtime ${runtime || 'of a container image'}: only Node.js and, except on Windows, Python.`);
  }
  const interpreter = findPython([runtime, 'python3']);
  if (interpreter === undefined) {
    throw new UserError(`The local gateway needs ${runtime} or python3 to run the function. Install Python, or put it into the PATH.`);
  }
  return { interpreter, hostFile: path.join(toolsDirectory, 'function-host.py') };
}

/** The files of interpreters, by the commands that were asked for: asking takes a while. */
const found = new Map<string, string | undefined>();

/** Asks the interpreter itself: what is in the PATH may be a shim, as of pyenv, which needs the developer's environment. */
function findPython(commands: readonly string[]): string | undefined {
  const key = commands.join();
  if (!found.has(key)) {
    const answers = commands.map((command) => spawnSync(command, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8', env: process.env }));
    found.set(key, answers.find(({ status }) => status === 0)?.stdout.trim());
  }
  return found.get(key);
}
