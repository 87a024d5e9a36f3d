import type { ExchangeView } from '../../page-protocol/page-protocol';

export interface TimePart {
  readonly kind: 'delay' | 'start' | 'verification' | 'handler';
  readonly label: string;
  readonly milliseconds: number;
}

/**
 * Where the time went. Verification and handler are what the gateway's own log line says, where it says so; the rest, which is the way there
 * and back and the start of a new process, is what remains.
 */
export function timeSplit({ answer, verdict, delayMs }: ExchangeView): TimePart[] {
  if (answer === undefined) return [];
  const { durationMs, handlerMs, coldStart } = verdict ?? {};
  const parts: (TimePart | false)[] = [
    delayMs > 0 && { kind: 'delay', label: 'Simulated delay', milliseconds: delayMs },
    {
      kind: 'start',
      label: durationMs === undefined ? 'Function' : coldStart ? 'Start of the function' : 'Transport',
      milliseconds: answer.milliseconds - delayMs - (durationMs ?? 0),
    },
    durationMs !== undefined && { kind: 'verification', label: 'Verification', milliseconds: durationMs - (handlerMs ?? 0) },
    handlerMs !== undefined && { kind: 'handler', label: 'Reply handler', milliseconds: handlerMs },
  ];
  return parts.filter((part) => part !== false).map((part) => ({ ...part, milliseconds: Math.max(0, part.milliseconds) }));
}
