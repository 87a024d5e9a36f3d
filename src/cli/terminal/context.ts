import { UserError } from '../../local/problems/user-error';

/** A stream that a command writes to. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The surroundings of a command, so that `npm start` and tests can choose them. */
export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder of the bundled tools: `function-host.mjs` and `page/`. */
  readonly toolsDirectory: string;
  /** Aborted by Ctrl-C: the command has to end. */
  readonly stop: AbortSignal;
}

/** The command was called wrongly. Exit code 2. */
export class UsageError extends UserError {
  public readonly name = 'UsageError';
}

/** The command has reported a problem. Exit code 1. */
export class ReportedFailure extends UserError {
  public readonly name = 'ReportedFailure';
}

/** Ended with Ctrl-C at a prompt: the terminal makes no signal of it. Exit code 130. */
export class Interrupted extends UserError {
  public readonly name = 'Interrupted';
}
