import { Interrupted, UsageError } from './context';
import { onOneLine, printable } from '../../local/problems/printable';

export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  /** Reason why it cannot be chosen. */
  readonly disabled?: string;
}

/** The questions of a command. */
export interface Prompts {
  /** Whether there is a terminal. */
  readonly isInteractive: boolean;
  /** Asks for a line. A secret is not shown, not even its length. */
  text(message: string, options?: { readonly isSecret?: boolean }): Promise<string>;
  choose<T>(message: string, choices: readonly Choice<T>[]): Promise<T>;
  confirm(message: string): Promise<boolean>;
}

/** Asks on the terminal. The libraries are loaded with the first question, since most calls ask nothing. */
export function terminalPrompts(stop: AbortSignal): Prompts {
  const options = { signal: stop };
  return {
    isInteractive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    text: async (message, { isSecret } = {}) => {
      const { default: ask } = isSecret ? await import('@inquirer/password') : await import('@inquirer/input');
      return (await orInterrupted(ask({ message }, options))).trim();
    },
    choose: async <T>(message: string, choices: readonly Choice<T>[]) => {
      const { default: ask } = await import('@inquirer/select');
      const shown = choices.map((choice) => ({ ...choice, name: printable(onOneLine(choice.name)) }));
      return orInterrupted(ask<T>({ message, choices: shown, pageSize: 12 }, options));
    },
    confirm: async (message) => {
      const { default: ask } = await import('@inquirer/confirm');
      return orInterrupted(ask({ message, default: false }, options));
    },
  };
}

/** @throws UsageError without a terminal: it says which options answer the question beforehand */
export function requireTerminal({ isInteractive }: Prompts, instead: string): void {
  if (!isInteractive) throw new UsageError(instead);
}

async function orInterrupted<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (['ExitPromptError', 'AbortPromptError'].includes((error as Error).name)) {
      throw new Interrupted('Interrupted: this step changed nothing.');
    }
    throw error;
  }
}
