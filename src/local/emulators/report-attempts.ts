import { GatewayEvents, QueueAttempt } from '../events/gateway-events';
import { FailedAttempt } from '../page-protocol/page-protocol';

/** The worker's log line about an attempt, by the names of `WorkerLogEntry`. */
interface WorkerLine {
  readonly requestId: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly message?: string;
  readonly error?: { readonly message?: string; readonly stack?: string };
}

/** The log line comes through another pipe than the answer, and may be later. */
const LINE_MILLIS = 500;
/** The reasons that lie in the handler. The others lie in the secret, the table or Twilio. */
const HANDLER_REASONS = ['handler_failed', 'worker_ended'];

/** Tells each failed attempt with its error, which the queue does not know: the function's log line tells it. */
export function reportAttempts(events: GatewayEvents): void {
  const lines = new Map<string, WorkerLine>();
  const waiting = new Map<string, { readonly attempt: QueueAttempt; readonly timer: NodeJS.Timeout }>();
  const tell = (attempt: QueueAttempt, line?: WorkerLine) => {
    const key = `${attempt.requestId} ${attempt.number}`;
    clearTimeout(waiting.get(key)?.timer);
    waiting.delete(key);
    lines.delete(key);
    events.emit('attemptFailed', { requestId: attempt.requestId, ...failedAttempt(attempt, line) });
  };
  events
    .on('attempt', (attempt) => {
      if (attempt.state === 'started') return;
      const key = `${attempt.requestId} ${attempt.number}`;
      const line = lines.get(key);
      if (line !== undefined || attempt.failure !== undefined || !attempt.isWorker) return tell(attempt, line);
      waiting.set(key, { attempt, timer: setTimeout(() => tell(attempt), LINE_MILLIS).unref() });
    })
    .on('log', ({ text }) => {
      const line = workerLine(text);
      if (line === undefined) return;
      const { requestId, attempt: number, outcome } = line;
      const key = `${requestId} ${number}`;
      const known = waiting.get(key)?.attempt;
      if (known !== undefined) return tell(known, line);
      if (outcome === 'dead_lettered') tell({ requestId, number, of: number, state: 'failed', isWorker: true }, line);
      else if (['postponed', 'failed'].includes(outcome)) remember(lines, key, line);
    });
}

/** Reads the worker's own log line. Undefined for any other line. */
export function workerLine(text: string): WorkerLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const fields = JSON.parse(text) as Partial<WorkerLine>;
    const isOurs = typeof fields.attempt === 'number' && typeof fields.outcome === 'string'
      && typeof fields.requestId === 'string';
    return isOurs ? fields as WorkerLine : undefined;
  } catch {
    return undefined;
  }
}

function failedAttempt(
  { number, of, isWorker, failure, retryInSeconds }: QueueAttempt,
  { reason, detail, message, error }: Partial<WorkerLine> = {},
): FailedAttempt {
  const isHandler = reason === undefined || HANDLER_REASONS.includes(reason);
  return {
    failed: !isWorker ? 'function' : isHandler ? 'handler' : 'reply',
    number,
    ...(of !== undefined && { of }),
    error: failure ?? error?.message ?? detail ?? message ?? 'the function reported a failure, its log may say why',
    ...(error?.stack !== undefined && { stack: error.stack }),
    ...(retryInSeconds !== undefined && { retryInSeconds }),
  };
}

/** Keeps few lines: a line is taken as soon as the queue tells the same attempt. */
function remember(lines: Map<string, WorkerLine>, key: string, line: WorkerLine): void {
  lines.set(key, line);
  if (lines.size > 100) lines.delete(lines.keys().next().value!);
}
