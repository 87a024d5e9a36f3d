/** Recognized by this brand: a reply module is a separate bundle, so its class is not the gateway's. */
const BRAND = Symbol.for('cdk-twilio-sms-gateway:unavailable');

/**
 * Thrown if a target did not accept the message. Answered with 503 even if there is an error reply: the message is lost
 * unless Twilio retries or calls the number's fallback URL.
 */
export class Unavailable extends Error {
  public readonly name = 'Unavailable';
  public readonly [BRAND] = true;
}

/** Whether a reply handler failed because its target did not accept the message. */
export function isUnavailable(error: unknown): boolean {
  try {
    return error instanceof Error && BRAND in error;
  } catch {
    return false; // a proxy may throw
  }
}
