import { createHash } from 'node:crypto';
import * as fs from 'node:fs';

/** Larger files are told apart by time and size alone. */
const MAX_HASHED_BYTES = 2 * 1024 * 1024;

/**
 * Remembers the contents of files. An app that writes the same build output at each synthesis would otherwise be
 * synthesized without end.
 */
export class KnownContents {
  private readonly digests = new Map<string, string>();

  /** Reads a file again. Returns whether it was added, removed or changed since the last time. */
  public refresh(file: string): boolean {
    const known = this.digests.get(file);
    const digest = digestOf(file);
    if (digest === undefined) this.digests.delete(file);
    else this.digests.set(file, digest);
    return digest !== known;
  }
}

/** `undefined` for a file that does not exist. */
function digestOf(file: string): string | undefined {
  const stats = statsOf(file);
  if (!stats?.isFile()) return undefined;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  if (stats.size > MAX_HASHED_BYTES) return stamp;
  try {
    return createHash('sha1').update(fs.readFileSync(file)).digest('hex');
  } catch {
    return stamp; // it may not be read, or has vanished
  }
}

function statsOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // its folder may not be entered
  }
}
