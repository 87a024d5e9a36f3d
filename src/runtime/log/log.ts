import type { Reason } from './rejection';
import type { ErrorDescription } from './scrub';

/** The result of a request. */
export type Outcome =
  | 'replied' | 'no_reply' | 'reply_suppressed' | 'duplicate' | 'status_callback' | 'probe' | 'other_webhook'
  | 'rejected' | 'failed';

/** One line of the log, one per request. It holds no token, signature, body or full phone number. */
export interface LogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId?: string;
  readonly outcome?: Outcome;
  readonly reason?: Reason;
  /**
   * The answer to a duplicate: the stored answer (`stored`), the answer after a wait for it (`waited`), an empty answer
   * since the first one was empty or has expired (`bare`), or 503 (`in_progress`).
   */
  readonly duplicate?: 'stored' | 'waited' | 'bare' | 'in_progress';
  /** Present if the deduplication table could not be used: a duplicate of this message would be handled again. */
  readonly deduplication?: 'unavailable';
  /**
   * A trace of a repartition that a new parameter of Twilio's may leave, too, in names that Twilio defines. The request
   * was verified.
   */
  readonly suspicious?: string;
  /** Present if the reply was too long for Twilio, and its end was cut off. */
  readonly truncated?: true;
  readonly detail?: string;
  /** The command or the change that fixes the problem. Absent if there is nothing to do. */
  readonly remedy?: string;
  readonly status?: number;
  readonly messageSid?: string;
  readonly from?: string;
  readonly to?: string;
  /** The URLs that the signature was checked with, with the query's values hidden. */
  readonly urls?: readonly string[];
  /** Version of the secret that the request was signed with. */
  readonly keyVersion?: string;
  readonly coldStart?: boolean;
  readonly durationMs?: number;
  readonly handlerMs?: number;
  readonly error?: ErrorDescription;
  /** How many requests this line stands for, when more arrived in a second than are logged. */
  readonly count?: number;
}

/** Fields of every entry. */
interface AnyEntry {
  readonly level: string;
  readonly message: string;
}

/** Writes an entry. */
export type Log<Entry extends AnyEntry = LogEntry> = (entry: Entry) => void;

/** Writes JSON lines straight to the output: Lambda would wrap a line of `console` in an object of its own. */
export function jsonLog<Entry extends AnyEntry = LogEntry>(
  write: (line: string) => void,
  now: () => number,
): Log<Entry> {
  return (entry) => write(JSON.stringify({ timestamp: new Date(now()).toISOString(), ...entry }) + '\n');
}

/** The rejections with one reason within a second. */
interface Second {
  readonly start: number;
  readonly allowed: number;
  requests: number;
  lines: number;
  skipped: number;
}

/** So many rejections with one reason are logged one by one within a second. Those above are counted. */
const LINES_PER_SECOND = 10;

/**
 * Keeps a flood of rejections out of the log: anybody can cause them, and each line costs. Above ten in a second, one
 * line per second is written, with the count of the requests that it stands for.
 */
export function sampleRejections(log: Log, now: () => number): Log {
  const seconds = new Map<Reason, Second>();
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
    // In a flood, the second's first line stands for all of it, and no other is written.
    const isFlood = last !== undefined && last.requests > LINES_PER_SECOND && elapsed >= 0 && elapsed < 2000;
    const allowed = isFlood ? 1 : LINES_PER_SECOND;
    seconds.set(entry.reason, { start: now(), requests: 1, lines: 1, allowed, skipped: 0 });
    log(skipped > 0 ? { ...entry, count: skipped + 1 } : entry);
  };
}
