import { FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { onAws } from './aws-problem';
import { DeployedGateway } from './deployed-gateway';
import { logGroupsOf } from './log-groups';
import { LogEntry } from '../../runtime/log/log';
import { WorkerLogEntry } from '../../runtime/worker/worker-log';
import { PROBE_PARAMETER } from '../../shared/webhook-conventions';

/** How a message ends without an answer: rejected, failed, or given up by the worker of the asynchronous mode. */
const OUTCOMES = ['rejected', 'failed', 'dead_lettered'] as const;

/** Messages without an answer, for one reason. */
export interface Rejection {
  readonly outcome: typeof OUTCOMES[number];
  readonly reason: string;
  readonly count: number;
  /** Time of the last one, milliseconds since 1970. */
  readonly latest: number;
  /** Detail of the last one, from the log. */
  readonly detail?: string;
  readonly remedy?: string;
  /** How many of them are marked as probes of our commands. Anybody can mark a request so, so they count too. */
  readonly probes?: number;
}

/** Messages without an answer, as far as the log was read. */
export interface Rejections {
  readonly found: readonly Rejection[];
  /** Whether there are more lines than were read. Those of failures are read first. */
  readonly isCut: boolean;
}

/** The fields that are read of a line, whichever function wrote it. */
type Entry = Pick<LogEntry, 'detail' | 'remedy' | 'urls' | 'error' | 'count'> & {
  readonly outcome: typeof OUTCOMES[number];
  readonly reason?: LogEntry['reason'] | WorkerLogEntry['reason'];
};

/** Enough lines of each kind to see what is wrong. */
export const MAX_EVENTS = 2000;

/** A flood of forged requests makes lines of the second kind only. */
const PATTERNS = [
  '{ ($.outcome = "failed") || ($.outcome = "dead_lettered") }',
  '{ $.outcome = "rejected" }',
];

/**
 * Reads from the logs of the gateway's functions which messages got no answer since then, the most frequent reason
 * first.
 */
export async function readRejections(gateway: DeployedGateway, since: Date): Promise<Rejections> {
  return onAws("read the gateway's log", async () => {
    const logGroups = await logGroupsOf(gateway);
    const events: FilteredLogEvent[] = [];
    let isCut = false;
    for (const filterPattern of PATTERNS) {
      for (const logGroupName of logGroups) {
        const read = await readLog(gateway, { logGroupName, filterPattern, startTime: since.getTime() });
        events.push(...read.slice(0, MAX_EVENTS));
        isCut ||= read.length > MAX_EVENTS;
      }
    }
    return { found: summarize(events), isCut };
  });
}

async function readLog(
  { aws }: DeployedGateway,
  query: { readonly logGroupName: string; readonly filterPattern: string; readonly startTime: number },
): Promise<FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  try {
    for await (const page of paginateFilterLogEvents({ client: aws.logs }, query)) {
      events.push(...page.events ?? []);
      if (events.length > MAX_EVENTS) break;
    }
  } catch (error) {
    // Lambda creates the log group with the first line.
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
  }
  return events;
}

/** Counts by outcome and reason. */
export function summarize(events: readonly FilteredLogEvent[]): Rejection[] {
  const found = new Map<string, Rejection>();
  for (const { message = '', timestamp = 0 } of events) {
    const entry = parse(message);
    if (entry === undefined) continue;
    const { outcome, reason = 'unexpected_error' } = entry;
    const key = `${outcome} ${reason}`;
    const { count, latest, probes = 0 } = found.get(key) ?? { count: 0, latest: 0 };
    const isLatest = timestamp >= latest;
    found.set(key, {
      ...(isLatest ? { detail: entry.error?.message ?? entry.detail, remedy: entry.remedy } : found.get(key)),
      outcome,
      reason,
      count: count + (entry.count ?? 1),
      latest: Math.max(timestamp, latest),
      probes: probes + (isMarkedAsProbe(entry) ? entry.count ?? 1 : 0),
    });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function isMarkedAsProbe({ reason, urls = [] }: Entry): boolean {
  return reason === 'wrong_signature' && urls.length > 0 && urls.every((url) => url.includes(`${PROBE_PARAMETER}=`));
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry;
    return OUTCOMES.includes(entry.outcome) ? entry : undefined;
  } catch {
    return undefined;
  }
}
