import { CliContext, Output } from './context';

/** Surroundings whose outputs never show a secret. */
export interface GuardedContext extends CliContext {
  /** From now on the outputs show `[hidden]` instead. */
  readonly hide: (secret: string) => void;
}

/**
 * The second line of defence: no command prints a secret itself, but an error of another program may quote one. The
 * token of the environment is hidden from the start.
 */
export function guardSecrets(context: CliContext): GuardedContext {
  const secrets = new Set<string>();
  const hideIn = (text: string) =>
    [...secrets].reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[hidden]'), text);
  const guarded = (output: Output): Output => ({ isTTY: output.isTTY, write: (text) => output.write(hideIn(text)) });
  const hide = (secret: string) => void (secret !== '' && secrets.add(secret));
  hide(context.env.TWILIO_AUTH_TOKEN?.trim() ?? '');
  return { ...context, stdout: guarded(context.stdout), stderr: guarded(context.stderr), hide };
}
