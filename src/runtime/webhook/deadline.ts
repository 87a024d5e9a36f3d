/** Twilio waits 15 seconds in all, connection and cold start included: this leaves time for the way back. */
const ANSWER_WITHIN = 13_000;
/** Lambda ends a function at its time-out: this leaves time to answer and to log. */
const BEFORE_TIMEOUT = 500;
/** A clock that is further off than this is not believed. */
const MAX_CLOCK_DIFFERENCE = 60_000;

/**
 * When the answer has to be there, in milliseconds since 1970. Counted from the moment that the front end took the
 * request, since Lambda's own clock does not run through a cold start but Twilio's does.
 */
export function deadlineOf(times: { receivedAt: number | undefined; now: number; remainingTimeInMillis: number }): number {
  const { receivedAt, now, remainingTimeInMillis } = times;
  const start = receivedAt !== undefined && Math.abs(now - receivedAt) <= MAX_CLOCK_DIFFERENCE ? Math.min(receivedAt, now) : now;
  return Math.min(start + ANSWER_WITHIN, now + remainingTimeInMillis - BEFORE_TIMEOUT);
}
