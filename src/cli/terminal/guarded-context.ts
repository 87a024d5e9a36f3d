import { CliContext, Output } from './context';

/** Surroundings whose outputs never show a secret, whatever is written to them. */
export interface GuardedContext extends CliContext {
  /** From now on `[hidden]` is written in its place. */
  readonly hide: (secret: string) => void;
}

/**
 * The second line of defence: no command prints a secret, but errors come from elsewhere. What the environment holds is hidden from the
 * start.
 */
export function guardSecrets(context: CliContext): GuardedContext {
  const secrets = new Set<string>();
  const hideIn = (text: string) => [...secrets].reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[hidden]'), text);
  const guarded = (output: Output): Output => ({ isTTY: output.isTTY, write: (text) => output.write(hideIn(text)) });
  const hide = (secret: string) => void (secret !== '' && secrets.add(secret));
  hide(context.env.TWILIO_AUTH_TOKEN?.trim() ?? '');
  return { ...context, stdout: guarded(context.stdout), stderr: guarded(context.stderr), hide };
}
