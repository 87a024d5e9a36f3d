/**
 * Why a request gets no reply. One of these few words is the `reason` in the log and a metric's dimension, so that
 * what an attacker sends can never become a new one.
 */
export type Reason =
  /** Not a form POST in the shape of a Twilio webhook. */
  | 'not_a_webhook'
  /** Larger than any of Twilio's webhooks. */
  | 'too_large'
  /** No signature, or one that is not a signature. */
  | 'no_signature'
  /** The signature does not match; or no key of another account than the secret's can. */
  | 'wrong_signature'
  /** Signed, but for another account than the one that the secret names. */
  | 'wrong_account'
  /** Signed, but not what Twilio sends for a message. */
  | 'invalid_message'
  /** There is no usable auth token to check with. */
  | 'no_auth_token'
  /** The text could not be looked up, and was to be answered only then. */
  | 'deduplication_unavailable'
  /** The reply handler threw, returned nonsense or ran out of time. */
  | 'handler_failed';

/** Told by its name: deduplication is a bundle of its own, so its class is not the gateway's. */
const NAME = 'Rejection';

/** Whether a step ended the request. */
export function isRejection(error: unknown): error is Rejection {
  return error instanceof Error && error.name === NAME;
}

/** Thrown by a step that ends the request: the status is answered with an empty body, the detail goes to the log only. */
export class Rejection extends Error {
  constructor(
    readonly status: 400 | 403 | 405 | 413 | 415 | 503,
    readonly reason: Reason,
    /** For the log: names and kinds, never values that the request brought. */
    readonly detail: string,
    /** The command that mends it, where one does. */
    readonly remedy?: string,
  ) {
    super(detail);
    this.name = NAME;
  }
}
