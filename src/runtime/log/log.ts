import type { Reason } from './rejection';
import type { ErrorDescription } from './scrub';

/** What became of a request. */
export type Outcome = 'replied' | 'no_reply' | 'reply_suppressed' | 'duplicate' | 'status_callback' | 'probe' | 'rejected' | 'failed';

/** One line of the log, one for each request. It holds no token, signature, body or full phone number. */
export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId?: string;
  readonly outcome?: Outcome;
  readonly reason?: Reason;
  /**
   * What a copy of a text got: the first one's answer (`stored`), after it was waited for (`waited`), no answer any more or
   * one without a message (`bare`), or 503 (`in_progress`).
   */
  readonly duplicate?: 'stored' | 'waited' | 'bare' | 'in_progress';
  /** Where the table could not be used: a copy of this text is answered anew. */
  readonly deduplication?: 'unavailable';
  readonly detail?: string;
  /** The command that mends it. */
  readonly remedy?: string;
  readonly status?: number;
  readonly messageSid?: string;
  readonly from?: string;
  readonly to?: string;
  /** The URLs that were tried, values of the query hidden. */
  readonly urls?: readonly string[];
  /** Version of the secret that the request was signed with. */
  readonly keyVersion?: string;
  readonly coldStart?: boolean;
  readonly durationMs?: number;
  readonly handlerMs?: number;
  readonly error?: ErrorDescription;
  /** How many requests this line stands for, where more came in a second than are logged. */
  readonly count?: number;
}

/** Writes an entry. */
export type Log<Entry extends { readonly level: string; readonly message: string } = LogEntry> = (entry: Entry) => void;

/** JSON lines, straight to the output: Lambda would wrap what goes through `console` in an object of its own. */
export function jsonLog<Entry extends { readonly level: string; readonly message: string } = LogEntry>(
  write: (line: string) => void,
  now: () => number,
): Log<Entry> {
  return (entry) => write(JSON.stringify({ timestamp: new Date(now()).toISOString(), ...entry }) + '\n');
}

/** Rejections of one reason that are logged one by one within a second; those above are counted. */
const LINES_PER_SECOND = 10;

/**
 * Keeps a flood of rejections out of the log: anybody can send them, and each line costs. Beyond ten in a second one line
 * a second is written, with the count of those that it stands for.
 */
export function sampleRejections(log: Log, now: () => number): Log {
  const seconds = new Map<Reason, { start: number; requests: number; lines: number; allowed: number; skipped: number }>();
  return (entry) => {
    if (entry.outcome !== 'rejected' || entry.reason === undefined) {
      return log(entry);
    }
    const last = seconds.get(entry.reason);
    const elapsed = last ? now() - last.start : Infinity;
    if (last && elapsed >= 0 && elapsed < 1000) {
      last.requests++;
      if (last.lines >= last.allowed) {
        last.skipped++;
        return;
      }
      last.lines++;
      return log(entry);
    }
    const skipped = last?.skipped ?? 0;
    // Within a flood the second starts with the line that stands for it, and no other is written.
    const isFlood = last !== undefined && last.requests > LINES_PER_SECOND && elapsed >= 0 && elapsed < 2000;
    seconds.set(entry.reason, { start: now(), requests: 1, lines: 1, allowed: isFlood ? 1 : LINES_PER_SECOND, skipped: 0 });
    log(skipped > 0 ? { ...entry, count: skipped + 1 } : entry);
  };
}
