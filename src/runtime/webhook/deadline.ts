import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';

/** This leaves time for the way back to Twilio. */
const ANSWER_WITHIN = TWILIO_TIMEOUT_MILLIS - 2000;
/** Lambda stops a function at its time-out. This leaves time to answer and to log. */
const BEFORE_TIMEOUT = 500;
/** A time of arrival that is further off is ignored. */
const MAX_CLOCK_DIFFERENCE = 60_000;

/**
 * The time by which to answer, in milliseconds since 1970. It counts from the moment that the front end received the
 * request: Lambda's own time does not include a cold start, Twilio's does.
 */
export function deadlineOf(times: {
  readonly receivedAt: number | undefined;
  readonly now: number;
  readonly remainingTimeInMillis: number;
}): number {
  const { receivedAt = NaN, now, remainingTimeInMillis } = times;
  const start = Math.abs(now - receivedAt) <= MAX_CLOCK_DIFFERENCE ? Math.min(receivedAt, now) : now;
  return Math.min(start + ANSWER_WITHIN, now + remainingTimeInMillis - BEFORE_TIMEOUT);
}
