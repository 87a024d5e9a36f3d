import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import picomatch from 'picomatch';

/** The files that an app is made of. */
export interface SourceFiles {
  readonly root: string;
  /** Globs, relative to the root. A folder that is excluded is so with all that is in it. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

interface KnownFile {
  readonly stamp: string;
  readonly digest: string;
}

type Matcher = (file: string) => boolean;

/** Larger files are told apart by time and size alone. */
const MAX_HASHED_BYTES = 2 * 1024 * 1024;

/**
 * Knows whether the sources of an app changed. By content: an app that writes its own build output anew, the same each time, would else be
 * synthesized without end.
 */
export class SourceState {
  private files = new Map<string, KnownFile>();
  private folders: readonly string[] = [];
  private readonly isIncluded: Matcher;
  private readonly isExcluded: Matcher;

  public constructor(private readonly sources: SourceFiles) {
    this.isIncluded = matcher(sources.include);
    this.isExcluded = matcher(sources.exclude);
    this.refresh();
  }

  /** All folders in which a file may appear, the root among them. */
  public get directories(): readonly string[] {
    return this.folders;
  }

  /** Looks at the files again. Gives whether one of them was changed, added or removed since the last time. */
  public refresh(): boolean {
    const folders: string[] = [];
    const files = new Map<string, KnownFile>();
    this.walk('', folders, (file) => files.set(file, this.look(file)));
    const isChanged = files.size !== this.files.size || [...files].some(([file, { digest }]) => this.files.get(file)?.digest !== digest);
    this.files = files;
    this.folders = folders;
    return isChanged;
  }

  private walk(folder: string, folders: string[], onFile: (file: string) => void): void {
    const { root } = this.sources;
    const absolute = path.join(root, folder);
    folders.push(absolute);
    for (const entry of list(absolute)) {
      const relative = path.posix.join(folder, entry.name);
      if (this.isExcluded(relative)) continue;
      if (entry.isDirectory()) this.walk(relative, folders, onFile);
      else if (entry.isFile() && this.isIncluded(relative)) onFile(path.join(root, relative));
    }
  }

  private look(file: string): KnownFile {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    const stamp = `${stats?.mtimeMs} ${stats?.size}`;
    const known = this.files.get(file);
    if (known?.stamp === stamp) return known;
    const isHashed = stats !== undefined && stats.size <= MAX_HASHED_BYTES;
    return { stamp, digest: isHashed ? createHash('sha1').update(fs.readFileSync(file)).digest('hex') : stamp };
  }
}

/** A folder may be gone again. */
function list(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Tells whether one of the globs names a file, or a folder: with or without a slash at its end. */
function matcher(globs: readonly string[]): Matcher {
  const isMatch = picomatch([...globs], { dot: true });
  return (file) => isMatch(file) || isMatch(`${file}/`);
}
