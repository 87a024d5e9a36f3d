import * as fs from 'node:fs';
import * as path from 'node:path';
import type { MessageSigner } from '../../local/twilio/signed-message';

/** A local gateway that runs now. */
export interface RunningGateway {
  readonly webhookUrl: string;
  /** Signs messages to it. Missing if that is the developer's own token, which is written nowhere. */
  readonly signer?: MessageSigner;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Writes the gateway of this process into the user's cache folder, or replaces what it wrote before. Only the user can
 * read the file. Without such a folder it does nothing, so that the gateway runs on a read-only disk, too.
 *
 * @returns a function that removes the file
 */
export function announceGateway(env: Environment, gateway: RunningGateway): () => void {
  const folder = folderOf(env);
  if (folder === undefined) return () => undefined;
  const file = path.join(folder, `${process.pid}.json`);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, JSON.stringify(gateway), { mode: 0o600, flag: 'wx' }); // follows no link
  } catch {
    return () => undefined;
  }
  return () => fs.rmSync(file, { force: true });
}

/** The local gateways of the user that run now. Removes the files of those that were killed. */
export function runningGateways(env: Environment): RunningGateway[] {
  const folder = folderOf(env);
  if (folder === undefined || !fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => /^\d+\.json$/.test(name)).flatMap((name) => {
    const file = path.join(folder, name);
    try {
      if (!isRunning(Number.parseInt(name, 10))) fs.rmSync(file, { force: true });
      else if (isPrivate(fs.lstatSync(file))) return [JSON.parse(fs.readFileSync(file, 'utf8')) as RunningGateway];
    } catch {
      // It ended meanwhile, or the file is not ours.
    }
    return [];
  });
}

/** Not the folder for temporary files, where other users can write. */
function folderOf({ XDG_CACHE_HOME: cache, LOCALAPPDATA: windows, HOME: home }: Environment): string | undefined {
  const base = cache || windows || (home && path.join(home, '.cache'));
  return base ? path.join(base, 'cdk-twilio-sms-gateway', 'running') : undefined;
}

/** Windows has no modes: its folder belongs to the user. */
function isPrivate(stats: fs.Stats): boolean {
  const isOwn = process.getuid === undefined || stats.uid === process.getuid() && stats.mode % 0o100 === 0;
  return stats.isFile() && isOwn;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
