import type { ExchangeView } from '../../page-protocol/page-protocol';

export interface TimePart {
  readonly kind: 'delay' | 'start' | 'verification' | 'handler';
  readonly label: string;
  readonly milliseconds: number;
}

/**
 * Splits the time of an exchange. The gateway's own log line has the times of verification and handler. The remaining
 * time is transport and the start of a new process.
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
    durationMs !== undefined && {
      kind: 'verification',
      label: 'Verification',
      milliseconds: durationMs - (handlerMs ?? 0),
    },
    handlerMs !== undefined && { kind: 'handler', label: 'Reply handler', milliseconds: handlerMs },
  ];
  return parts
    .filter((part) => part !== false)
    .map((part) => ({ ...part, milliseconds: Math.max(0, part.milliseconds) }));
}
