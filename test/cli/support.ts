import { CliContext } from '../../src/cli/terminal/context';

export interface TestContext extends CliContext {
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
}

/** The surroundings of a command under test. */
export function testContext(props: Partial<CliContext> = {}): TestContext {
  const [out, err]: string[][] = [[], []];
  const controller = new AbortController();
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    toolsDirectory: '/nowhere',
    stop: controller.signal,
    out: () => out.join(''),
    err: () => err.join(''),
    interrupt: () => controller.abort(),
    ...props,
  };
}

/** Waits until the check gives something, or throws what it threw last. */
export async function eventually<T>(check: () => T | undefined | null | false, milliseconds = 10_000): Promise<T> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    const result = check();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not within ${milliseconds} ms: ${check}`);
}
