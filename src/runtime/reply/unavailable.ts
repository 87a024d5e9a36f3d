/** Told by its name: a reply module is a bundle of its own, so its class is not the gateway's. */
const NAME = 'Unavailable';

/**
 * What the text was to be passed on to did not take it. Answered with 503 whatever the error reply is: the text is lost
 * unless Twilio tries again or goes on to the number's fallback URL.
 */
export class Unavailable extends Error {
  public readonly name = NAME;
}

/** Whether a reply handler failed because nobody took the text. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.name === NAME;
}
