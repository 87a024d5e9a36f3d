import { UserError } from '../../local/problems/user-error';

/** Where a command writes to. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The surroundings of a command, passed in so that `npm start` and tests can choose them. */
export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder of the bundled tools: `function-host.mjs` and `page/`. */
  readonly toolsDirectory: string;
  /** Aborted when the command is to end: Ctrl-C. */
  readonly stop: AbortSignal;
}

/** The command was called wrongly. Exit code 2. */
export class UsageError extends UserError {
  public readonly name = 'UsageError';
}

/** The command found something wrong and has said so. Exit code 1. */
export class ReportedFailure extends UserError {
  public readonly name = 'ReportedFailure';
}

/** Ended with Ctrl-C at a prompt, which the terminal does not make a signal of. Exit code 130. */
export class Interrupted extends UserError {
  public readonly name = 'Interrupted';
}
