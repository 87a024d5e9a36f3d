import { CliContext, Output } from './context';
import { withEscapeSequences } from './style';
import { printable } from '../../local/problems/printable';

/** Surroundings whose outputs never show a secret, and let only our own instructions through to the terminal. */
export interface GuardedContext extends CliContext {
  /** From now on the outputs show `[hidden]` instead. */
  readonly hide: (secret: string) => void;
}

/**
 * Guards the outputs, through which everything is printed. Nobody else's text controls the terminal. And no secret is
 * shown: no command prints one itself, but an error of another program may quote one. The token and the API secret of
 * the environment are hidden from the start.
 */
export function guardOutputs(context: CliContext): GuardedContext {
  if ('hide' in context) return context as GuardedContext;
  const secrets = new Set<string>();
  const hideIn = (text: string) =>
    [...secrets].reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '[hidden]'), text);
  const guarded = (output: Output): Output => ({
    isTTY: output.isTTY,
    write: (text) => output.write(withEscapeSequences(printable(hideIn(text)))),
  });
  const hide = (secret: string) => void (secret !== '' && secrets.add(secret));
  [context.env.TWILIO_AUTH_TOKEN, context.env.TWILIO_API_SECRET].forEach((secret) => hide(secret?.trim() ?? ''));
  return { ...context, stdout: guarded(context.stdout), stderr: guarded(context.stderr), hide };
}
