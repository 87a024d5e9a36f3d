import * as fs from 'node:fs';
import * as path from 'node:path';
import picomatch from 'picomatch';

/** The files that an app consists of. */
export interface SourceFiles {
  readonly root: string;
  /** Globs, relative to the root. An excluded folder is excluded with everything in it. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

type Matcher = (file: string) => boolean;

/** Tells chokidar which paths to leave alone. */
export class SourceFilter {
  /**
   * Bundled files that the globs leave out, and their folders: in these an editor puts a new file in the place of the
   * old one.
   */
  private readonly extra = new Set<string>();
  /** Links to folders, and their targets. */
  private readonly followed = new Map<string, string>();
  private readonly isIncluded: Matcher;
  private readonly isExcluded: Matcher;

  public constructor(private readonly sources: SourceFiles) {
    this.isIncluded = matcher(sources.include);
    this.isExcluded = matcher(sources.exclude);
  }

  /** Adds files that the bundler read, wherever they are. Returns those that are new, each after its folder. */
  public addBundled(files: readonly string[]): string[] {
    const added = files
      .filter((file) => !this.extra.has(file) && !this.isSource(file))
      .flatMap((file) => [path.dirname(file), file]);
    added.forEach((file) => this.extra.add(file));
    return added;
  }

  /**
   * Chokidar asks several times for each path: first without `stats`, for an entry of a folder with those of the link
   * itself.
   */
  public isIgnored(file: string, stats?: fs.Stats): boolean {
    // Reading a FIFO would block.
    if (stats && !stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink()) return true;
    if (this.extra.has(path.normalize(file))) return false;
    if (file === this.sources.root) return false;
    if (!this.isInside(file)) return true;
    if (stats?.isSymbolicLink()) return !this.isFollowed(file);
    return stats?.isFile() === true && !this.isIncluded(this.relative(file));
  }

  /** Another link to the same folder may be followed then. */
  public forgetLink(file: string): void {
    this.followed.delete(file);
  }

  private isSource(file: string): boolean {
    return this.isInside(file) && this.isIncluded(this.relative(file));
  }

  /** Whether the globs leave a file or folder of the root in, and all folders above it. */
  private isInside(file: string): boolean {
    const relative = this.relative(file);
    if (relative === '') return true;
    if (path.isAbsolute(relative) || relative.split('/')[0] === '..') return false;
    const parts = relative.split('/');
    return !parts.some((_, index) => this.isExcluded(parts.slice(0, index + 1).join('/')));
  }

  /**
   * Each folder is watched by one path. Chokidar itself follows links that form a circle until the path is too long.
   */
  private isFollowed(link: string): boolean {
    const [target, folder] = [realPath(link), realPath(path.dirname(link))];
    const stats = target === undefined ? undefined : statsOf(target);
    // Something vanished meanwhile, or may not be entered.
    if (target === undefined || folder === undefined || stats === undefined) return false;
    if (!stats.isDirectory()) return stats.isFile();
    const holdsLink = contains(target, folder);
    const isWatched = [...this.followed].some(([other, watched]) => other !== link && contains(watched, target));
    if (holdsLink || isWatched || this.isInside(target)) return false;
    this.followed.set(link, target);
    return true;
  }

  private relative(file: string): string {
    return path.relative(this.sources.root, file).split(path.sep).join('/');
  }
}

/** The file behind all links; `undefined` for a link to nothing, or to itself. */
function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}

function statsOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function contains(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Tells whether one of the globs names a file or a folder, with or without a slash at its end. */
function matcher(globs: readonly string[]): Matcher {
  const isMatch = picomatch([...globs], { dot: true });
  return (file) => isMatch(file) || isMatch(`${file}/`);
}
