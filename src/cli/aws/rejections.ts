import { FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { onAws } from './aws-problem';
import { DeployedGateway, logGroupOf } from './deployed-gateway';
import { PROBE_PARAMETER } from '../../runtime/env';
import { LogEntry } from '../../runtime/log';

/** Texts that were not answered, for one reason. */
export interface Rejection {
  readonly reason: string;
  readonly count: number;
  /** When it happened last, milliseconds since 1970. */
  readonly latest: number;
  /** What the log says of the last one. */
  readonly detail?: string;
  readonly mend?: string;
}

/** Enough to see what is wrong. */
const MAX_EVENTS = 2000;
const PATTERN = '{ ($.outcome = "refused") || ($.outcome = "failed") }';

/** Reads from the function's log what was not answered since then, the most frequent first. */
export async function readRejections(gateway: DeployedGateway, since: Date): Promise<Rejection[]> {
  return onAws("read the function's log", async () => {
    const events: FilteredLogEvent[] = [];
    const query = { logGroupName: await logGroupOf(gateway), filterPattern: PATTERN, startTime: since.getTime() };
    try {
      for await (const page of paginateFilterLogEvents({ client: gateway.aws.logs }, query)) {
        events.push(...page.events ?? []);
        if (events.length >= MAX_EVENTS) break;
      }
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error; // Lambda makes the log group with the first line
    }
    return summarize(events);
  });
}

/** Counts by reason. What our own forged probes left in the log does not count. */
export function summarize(events: readonly FilteredLogEvent[]): Rejection[] {
  const found = new Map<string, Rejection>();
  for (const { message = '', timestamp = 0 } of events) {
    const entry = parse(message);
    if (entry === undefined || isOurProbe(entry)) continue;
    const reason = entry.reason ?? (entry.outcome === 'failed' ? 'handler_failed' : 'unknown');
    const { count, latest } = found.get(reason) ?? { count: 0, latest: 0 };
    const isLatest = timestamp >= latest;
    found.set(reason, {
      ...(isLatest ? { detail: entry.detail ?? entry.error?.message, mend: entry.mend } : found.get(reason)),
      reason,
      count: count + (entry.count ?? 1),
      latest: Math.max(timestamp, latest),
    });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function isOurProbe({ reason, urls = [] }: LogEntry): boolean {
  return reason === 'wrong_signature' && urls.length > 0 && urls.every((url) => url.includes(`${PROBE_PARAMETER}=`));
}

function parse(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as LogEntry;
    return entry.outcome === 'refused' || entry.outcome === 'failed' ? entry : undefined;
  } catch {
    return undefined;
  }
}
