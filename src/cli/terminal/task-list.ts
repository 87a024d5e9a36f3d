import { CliContext } from './context';
import { Style, styleFor, WIPE_LINE } from './style';
import { onOneLine } from '../../local/problems/printable';

/** Tells a person what a command does, a line for each task. */
export interface TaskList {
  readonly style: Style;
  /**
   * Runs something that may take a moment. A terminal shows the activity meanwhile.
   *
   * @throws if Ctrl-C ends the command: whether the work was done is not known then
   */
  start<T>(activity: string, work: () => Promise<T>): Promise<T>;
  succeed(name: string, text: string): void;
  fail(name: string, text: string): void;
  /** Neither right nor wrong. */
  info(name: string, text: string): void;
  /** Prints lines, or an empty one. A line break in one of them is shown as `\\n`. */
  print(...lines: readonly string[]): void;
}

const NAME_WIDTH = 16;

/** A terminal shows the current activity on its last line until it is done. Any other output gets results only. */
export function taskList({ stdout, env, stop }: Pick<CliContext, 'stdout' | 'env' | 'stop'>): TaskList {
  const style = styleFor(stdout, env);
  const print = (...lines: readonly string[]) => void stdout.write(`${lines.map(onOneLine).join('\n')}\n`);
  const line = (mark: string, name: string, text: string) => {
    const [first, ...others] = text.split('\n');
    print(
      `${mark} ${onOneLine(name).padEnd(NAME_WIDTH)} ${first}`,
      ...others.map((other) => ' '.repeat(NAME_WIDTH + 3) + other),
    );
  };
  return {
    style,
    print,
    succeed: (name, text) => line(style.green('✓'), name, text),
    fail: (name, text) => line(style.red('✗'), name, text),
    info: (name, text) => line(style.yellow('!'), name, text),
    start: async (activity, work) => {
      if (stdout.isTTY === true) stdout.write(style.dim(`… ${onOneLine(activity)}`));
      try {
        return await unlessStopped(work, stop);
      } finally {
        if (stdout.isTTY === true) stdout.write(WIPE_LINE);
      }
    },
  };
}

/** Ctrl-C ends the wait for work that takes seconds. */
async function unlessStopped<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
  stop.throwIfAborted();
  let onStop: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => (onStop = () => reject(stop.reason)));
  stop.addEventListener('abort', onStop);
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
