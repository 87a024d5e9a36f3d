const SECOND = 1000;
const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 8 * SECOND;
const FIRST_DELAY = 10;
const LONGEST_DELAY = 900;

/**
 * How long to wait before the next try within an attempt, in milliseconds: twice as long each time, and up to a quarter
 * more, so that workers that failed together do not come back together. Never shorter than Twilio asks for.
 *
 * @param tries how many there were
 * @param random 0 to 1
 */
export function pauseAfter(tries: number, retryAfterMs: number = 0, random: number = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1));
  return Math.max(retryAfterMs, Math.round(pause * (1 + random / 4)));
}

/**
 * After how many seconds the queue delivers a text again whose attempt failed: 10, 30, 90, 270, 810, 900. The later texts
 * of the same conversation wait with it.
 *
 * @param attempts how many there were
 */
export function delayAfter(attempts: number, retryAfterMs: number = 0): number {
  const delay = Math.max(FIRST_DELAY * 3 ** (attempts - 1), Math.ceil(retryAfterMs / SECOND));
  return Math.min(LONGEST_DELAY, delay);
}
