import { watch } from 'chokidar';
import { KnownContents } from './known-contents';
import { SourceFiles, SourceFilter } from './source-filter';

export interface WatchOptions {
  readonly sources: SourceFiles;
  /**
   * Gives the files that the bundler read, once at the start and after each change: they are watched whatever the globs
   * say.
   */
  readonly bundledFiles: () => readonly string[];
  /** One call at a time: changes during a call lead to one more. */
  readonly onChange: () => Promise<void>;
  /** Something cannot be watched. */
  readonly onProblem: (error: NodeJS.ErrnoException) => void;
  /** Ends the watching. */
  readonly stop: AbortSignal;
}

/** Editors write a file in several steps, and `git checkout` many files. */
const DEBOUNCE_MILLIS = 120;

/** Calls back when the sources of an app changed. Resolves when everything is watched. */
export async function watchSources({ sources, bundledFiles, onChange, onProblem, stop }: WatchOptions): Promise<void> {
  if (stop.aborted) return;
  const filter = new SourceFilter(sources);
  const known = new KnownContents();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isReady = false;

  const watcher = watch(sources.root, {
    ignored: (file, stats) => filter.isIgnored(file, stats),
    ignorePermissionErrors: true,
  });
  const watchBundled = () => {
    const added = filter.addBundled(bundledFiles());
    added.forEach((file) => known.refresh(file));
    watcher.add(added);
  };
  const settle = async () => {
    if (isBusy || stop.aborted) return;
    isBusy = true;
    try {
      const changes = [...touched].filter((file) => known.refresh(file));
      touched.clear();
      if (changes.length > 0) {
        await onChange();
        if (!stop.aborted) watchBundled();
      }
    } finally {
      isBusy = false;
      if (touched.size > 0) schedule();
    }
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void settle().catch(onProblem), DEBOUNCE_MILLIS);
  };

  watcher.on('all', (event, file) => {
    if (event === 'unlinkDir') filter.forgetLink(file);
    if (!isReady) return void known.refresh(file);
    touched.add(file);
    schedule();
  });
  watcher.on('error', (error) => onProblem(error as NodeJS.ErrnoException));
  watchBundled();
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      void watcher.close();
      resolve();
    });
  });
  isReady = true;
}
