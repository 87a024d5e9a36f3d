import * as fs from 'node:fs';
import { SourceFiles, SourceState } from './source-files';

/** Editors write a file in several steps, and `git checkout` many files. */
const QUIET_MILLIS = 120;

/**
 * Calls back when the sources of an app changed, one call at a time: changes during a call lead to one more.
 *
 * @param stop ends the watching
 */
export function watchSources(sources: SourceFiles, onChange: () => Promise<void>, stop: AbortSignal): void {
  const state = new SourceState(sources);
  const watchers = new Map<string, fs.FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let busy: Promise<void> | undefined;

  const look = async () => {
    const isChanged = state.refresh();
    watchFolders();
    if (!isChanged || stop.aborted) return;
    await onChange();
    await look();
  };
  const onEvent = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      busy ??= look().finally(() => (busy = undefined));
    }, QUIET_MILLIS);
  };
  // One watcher for each folder: Node.js 20 watches recursively on Linux only by watching excluded folders, such as node_modules, too.
  const watchFolders = () => {
    const folders = new Set(state.directories);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder) || !fs.existsSync(folder)) continue;
      watchers.set(folder, fs.watch(folder, onEvent).on('error', onEvent));
    }
  };

  watchFolders();
  stop.addEventListener('abort', () => {
    clearTimeout(timer);
    watchers.forEach((watcher) => watcher.close());
  });
}
