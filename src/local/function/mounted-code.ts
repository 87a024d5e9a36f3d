import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { unzip } from './unzip';
import { fingerprint } from '../assembly/fingerprint';
import { FunctionDefinition } from '../assembly/function-definition';
import { UserError } from '../problems/user-error';

/** The folders of a function's files. */
export interface FunctionFolders {
  /** `/var/task` in Lambda. */
  readonly taskRoot: string;
  /** `/opt` in Lambda. Missing without layers. */
  readonly layersRoot?: string;
}

interface Mounted {
  /** Changes with the files that it was made of. */
  readonly state: string;
  readonly folder: string;
  readonly folders: FunctionFolders;
}

/** The current version, and the previous one, which may still answer a message. */
const KEPT = 2;

/**
 * Puts archives, layers and code of templates into a temporary folder, as Lambda does. An asset's folder is used in
 * place.
 */
export class MountedCode {
  private readonly mounted = new Map<string, readonly Mounted[]>();
  private root?: string;

  /** @throws UserError for code that is not on this machine or cannot be unpacked */
  public foldersOf(definition: FunctionDefinition): FunctionFolders {
    const { stackName, logicalId, taskRoot, layers, inlineCode = '', elsewhere } = definition;
    if (elsewhere !== undefined) {
      throw new UserError(`The code of the function ${logicalId} (stack ${stackName}) is ${elsewhere}, `
        + 'not on this machine, so the function cannot run here. '
        + 'To try it, give the function its code as an asset (lambda.Code.fromAsset).');
    }
    if (layers.length === 0 && isFolder(taskRoot)) return { taskRoot };
    const key = definition.appWideId;
    const state = `${inlineCode}${fingerprint([taskRoot, ...layers].filter(Boolean))}`;
    const before = this.mounted.get(key) ?? [];
    const same = before.find((one) => one.state === state);
    if (same !== undefined) return same.folders;
    const made = this.make(definition, state);
    const all = [made, ...before];
    all.slice(KEPT).forEach(({ folder }) => removeFolder(folder));
    this.mounted.set(key, all.slice(0, KEPT));
    return made.folders;
  }

  /** Removes the temporary folder. Call it after the functions have ended. */
  public close(): void {
    if (this.root !== undefined) removeFolder(this.root);
    this.root = undefined;
    this.mounted.clear();
  }

  private make({ taskRoot, layers, inlineCode, runtime }: FunctionDefinition, state: string): Mounted {
    this.root ??= fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-twilio-sms-gateway-')));
    const folder = fs.mkdtempSync(path.join(this.root, 'function-'));
    const [task, opt] = [path.join(folder, 'task'), path.join(folder, 'opt')];
    try {
      layers.forEach((layer) => put(layer, opt)); // later layers replace files of earlier ones
      if (inlineCode !== undefined) write(task, runtime, inlineCode);
      else if (!isFolder(taskRoot)) put(taskRoot, task);
    } catch (error) {
      removeFolder(folder);
      throw error;
    }
    const folders = { taskRoot: isFolder(task) ? task : taskRoot, layersRoot: layers.length > 0 ? opt : undefined };
    return { state, folder, folders };
  }
}

/** Copies a folder into another, or unpacks an archive into it. */
function put(asset: string, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  if (isFolder(asset)) fs.cpSync(asset, folder, { recursive: true, verbatimSymlinks: true });
  else unzip(asset, folder);
}

/**
 * Writes the file that CloudFormation makes of a template's code. Source: AWS CloudFormation, "AWS::Lambda::Function
 * Code": ZipFile.
 */
function write(folder: string, runtime: string, text: string): void {
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, runtime.startsWith('python') ? 'index.py' : 'index.js'), text);
}

function isFolder(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
}
