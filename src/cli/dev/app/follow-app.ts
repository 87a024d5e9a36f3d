import { AssemblyLocation } from './locate-assembly';
import { synthesize } from './synthesize';
import { watchSources } from './watch-sources';
import { readBundledFiles } from '../../../local/assembly/bundled-files';
import { CliContext } from '../../terminal/context';
import { DevEvents } from '../output/dev-events';

/** Synthesizes the app again whenever its sources change. Resolves when they are watched. */
export async function followApp(location: AssemblyLocation, context: CliContext, events: DevEvents): Promise<void> {
  const { app, directory } = location;
  if (app === undefined) return;
  const warned = new Set<string | undefined>();
  await watchSources({
    sources: app.sources,
    bundledFiles: () => readBundledFiles(directory),
    onChange: async () => {
      const printed: string[] = [];
      const write = (text: string) => {
        printed.push(text);
        events.emit('appOutput', text);
      };
      events.emit('app', { status: 'synthesizing' });
      try {
        await synthesize(location, context, { write });
        events.emit('app', { status: 'ready' });
      } catch (error) {
        if (context.stop.aborted) return;
        events.emit('app', { status: 'failed', problem: (error as Error).message, output: printed.join('') });
      }
    },
    onProblem: (error) => {
      if (!warned.has(error.code)) events.emit('warning', { name: 'Watching', text: watchWarning(error) });
      warned.add(error.code);
    },
    stop: context.stop,
  });
}

/** The system has a limit on what can be watched. Source: inotify(7), open(2). */
const EXHAUSTED = ['ENOSPC', 'EMFILE', 'ENFILE'];

/** Explains the consequence of a file that cannot be watched, and the remedy. */
export function watchWarning({ code, message }: NodeJS.ErrnoException): string {
  const remedy = EXHAUSTED.includes(code ?? '')
    ? 'Exclude folders with "watch" in cdk.json, or raise the system\'s limit (fs.inotify.max_user_watches, ulimit -n)'
    : 'Restart this command after a change there, or set CHOKIDAR_USEPOLLING=1 before it';
  return `Some files cannot be watched (${code ?? message}), so that a change of one may go unnoticed. ${remedy}.`;
}
