import { Rejection } from '../log/rejection';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import type { Answer } from '../webhook/answer-message';
import { emptyResponse, twimlResponse } from '../webhook/response';

/**
 * A copy of a text that was answered.
 *
 * @param twiml what it was answered with; none after an hour, or if that was nothing
 */
export function repeated(twiml: string | undefined, hasWaited: boolean): Answer {
  const duplicate = hasWaited ? 'waited' : twiml === undefined ? 'bare' : 'stored';
  return {
    response: twimlResponse(twiml ?? EMPTY_TWIML),
    entry: { level: 'INFO', message: 'Duplicate: answered as the first time', outcome: 'duplicate', duplicate },
  };
}

/** A copy of a text that is still being answered when the time of the copy is over. Twilio may ask again. */
export function stillInProgress(): Answer {
  return {
    response: emptyResponse(503),
    entry: { level: 'WARN', message: 'Duplicate: the first one is still being answered', outcome: 'duplicate', duplicate: 'in_progress' },
  };
}

/** An answer of which the table may not know: a copy of the text would be answered anew. */
export function unrecorded({ response, entry }: Answer, error: unknown): Answer {
  return { response, entry: { ...entry, level: entry.level === 'INFO' ? 'WARN' : entry.level, deduplication: 'unavailable', detail: problemOf(error) } };
}

/** A text that is not answered since it cannot be looked up. */
export function unavailable(error: unknown): Rejection {
  return new Rejection(503, 'deduplication_unavailable', problemOf(error));
}

/** By name: what else the error says could be about what was sent. */
function problemOf(error: unknown): string {
  return `the deduplication table cannot be used: ${error instanceof Error ? error.name : 'unknown error'}`;
}
