import { CliContext, Output } from './context';

/** Surroundings whose outputs never show a secret. */
export interface GuardedContext extends CliContext {
  /** From now on the outputs show `[hidden]` instead. */
  readonly hide: (secret: string) => void;
}

/**
 * The second line of defence: no command prints a secret itself, but an error of another program may quote one. The
 * token and the API secret of the environment are hidden from the start.
 */
export function guardSecrets(context: CliContext): GuardedContext {
  const secrets = new Set<string>();
  const hideIn = (text: string) =>
    [...secrets].reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[hidden]'), text);
  const guarded = (output: Output): Output => ({ isTTY: output.isTTY, write: (text) => output.write(hideIn(text)) });
  const hide = (secret: string) => void (secret !== '' && secrets.add(secret));
  [context.env.TWILIO_AUTH_TOKEN, context.env.TWILIO_API_SECRET].forEach((secret) => hide(secret?.trim() ?? ''));
  return { ...context, stdout: guarded(context.stdout), stderr: guarded(context.stderr), hide };
}
