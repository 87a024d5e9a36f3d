import { Rejection } from '../log/rejection';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import type { Answer } from '../webhook/answer-message';
import { emptyResponse, twimlResponse } from '../webhook/response';

/**
 * The answer to a duplicate of a completed message.
 *
 * @param twiml the stored answer; none after an hour, or if it was empty
 */
export function repeated(twiml: string | undefined, hasWaited: boolean): Answer {
  const duplicate = hasWaited ? 'waited' : twiml === undefined ? 'bare' : 'stored';
  return {
    response: twimlResponse(twiml ?? EMPTY_TWIML),
    entry: { level: 'INFO', message: 'Duplicate: answered like the first delivery', outcome: 'duplicate', duplicate },
  };
}

/** The answer to a duplicate whose time is over while the message is still in progress. Twilio may retry. */
export function stillInProgress(): Answer {
  const message = 'Duplicate: the first delivery is still in progress';
  return {
    response: emptyResponse(503),
    entry: { level: 'WARN', message, outcome: 'duplicate', duplicate: 'in_progress' },
  };
}

/** An answer that the table may not have: a duplicate would run the reply handler again. */
export function unrecorded({ response, entry }: Answer, error: unknown): Answer {
  const level = entry.level === 'INFO' ? 'WARN' : entry.level;
  return { response, entry: { ...entry, level, deduplication: 'unavailable', detail: problemOf(error) } };
}

/** The rejection of a message while the table is unavailable. */
export function unavailable(error: unknown): Rejection {
  return new Rejection(503, 'deduplication_unavailable', problemOf(error));
}

/** Only the error's name: its message could quote the request. */
function problemOf(error: unknown): string {
  return `the deduplication table is unavailable: ${error instanceof Error ? error.name : 'unknown error'}`;
}
