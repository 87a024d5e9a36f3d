import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { UserError } from '../problems/user-error';

/** The programs that take the place of a Lambda runtime. */
export interface FunctionRuntime {
  /** The interpreter's file. */
  readonly interpreter: string;
  /** The program for the interpreter, which loads the function's handler. */
  readonly hostFile: string;
}

/**
 * Finds the programs for a runtime. A function of any Node.js runs on the Node.js that runs this. A function of Python
 * runs on the same version if it is installed, else on any Python 3.
 *
 * @param runtime the template's name, such as `python3.13`
 * @param toolsDirectory folder of the bundled tools
 * @throws UserError for runtimes that cannot run here
 */
export function functionRuntime(runtime: string, toolsDirectory: string): FunctionRuntime {
  if (runtime.startsWith('nodejs')) {
    return { interpreter: process.execPath, hostFile: path.join(toolsDirectory, 'function-host.mjs') };
  }
  if (!runtime.startsWith('python') || process.platform === 'win32') {
    const kind = runtime === '' ? 'in a container image' : `of the runtime ${runtime}`;
    throw new UserError(`The local gateway cannot run functions ${kind}. `
      + 'It runs Node.js and, except on Windows, Python. Start dev with --use-aws to call the deployed function.');
  }
  const interpreter = findPython([runtime, 'python3']);
  if (interpreter === undefined) {
    throw new UserError(`The function cannot run: neither ${runtime} nor python3 was found. Install Python, `
      + 'or put it into the PATH.');
  }
  return { interpreter, hostFile: path.join(toolsDirectory, 'function-host.py') };
}

/** The files of interpreters, by the commands that were tried. A cache, since a try takes a while. */
const found = new Map<string, string | undefined>();

/**
 * Asks the interpreter for its file: the PATH may hold a shim, such as pyenv's, which needs the developer's
 * environment.
 */
function findPython(commands: readonly string[]): string | undefined {
  const key = commands.join();
  if (!found.has(key)) {
    const answers = commands.map((command) =>
      spawnSync(command, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8', env: process.env }));
    found.set(key, answers.find(({ status }) => status === 0)?.stdout.trim());
  }
  return found.get(key);
}
