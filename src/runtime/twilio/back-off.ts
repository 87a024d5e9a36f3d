const SECOND = 1000;
const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 8 * SECOND;
const FIRST_DELAY = 10;
const LONGEST_DELAY = 900;

/**
 * Returns the pause before the next try within an attempt, in milliseconds. It doubles with each try and is up to a
 * quarter longer, so that workers that failed together do not retry together. It is never shorter than Twilio asks for.
 *
 * @param tries number of tries so far
 * @param random 0 to 1
 */
export function pauseAfter(tries: number, retryAfterMs: number = 0, random: number = Math.random()): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1));
  return Math.max(retryAfterMs, Math.round(pause * (1 + random / 4)));
}

/**
 * Returns the delay in seconds after which the queue delivers a message again whose attempt failed: 10, 30, 90, 270,
 * 810, 900. The later messages of the same conversation wait with it.
 *
 * @param attempts number of attempts so far
 */
export function delayAfter(attempts: number, retryAfterMs: number = 0): number {
  const delay = Math.max(FIRST_DELAY * 3 ** (attempts - 1), Math.ceil(retryAfterMs / SECOND));
  return Math.min(LONGEST_DELAY, delay);
}
