import type { ExchangeView } from '../../page-protocol';

export interface TimePart {
  readonly kind: 'delay' | 'start' | 'verification' | 'handler';
  readonly label: string;
  readonly milliseconds: number;
}

/**
 * Where the time went. Verification and handler are what the gateway's own log line says; the rest, which is the way there and back and
 * the start of a new process, is what remains.
 */
export function timeSplit({ answer, verdict, delayMs }: ExchangeView): TimePart[] {
  if (answer === undefined) return [];
  const { durationMs, handlerMs = 0, coldStart } = verdict ?? {};
  const rest = answer.milliseconds - delayMs - (durationMs ?? 0);
  const parts: TimePart[] = [
    { kind: 'delay', label: 'Simulated delay', milliseconds: delayMs },
    { kind: 'start', label: coldStart ? 'Start of the function' : 'Transport', milliseconds: rest },
    { kind: 'verification', label: 'Verification', milliseconds: (durationMs ?? 0) - handlerMs },
    { kind: 'handler', label: 'Reply handler', milliseconds: handlerMs },
  ];
  return parts.filter(({ kind, milliseconds }) => milliseconds > 0 || (durationMs !== undefined && (kind === 'verification' || kind === 'handler')))
    .map((part) => ({ ...part, milliseconds: Math.max(0, part.milliseconds) }));
}
