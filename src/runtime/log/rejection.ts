/**
 * Why a request gets no reply: the `reason` in the log, and a dimension of a metric. The values are fixed, so that
 * nothing in a request can create a new dimension.
 */
export type Reason =
  /** Not a form POST like a Twilio webhook. */
  | 'not_a_webhook'
  /** Larger than any of Twilio's webhooks. */
  | 'too_large'
  /** No signature, or one that is not a signature. */
  | 'no_signature'
  /** The signature does not match any key of the secret. */
  | 'wrong_signature'
  /** Signed with a SharedKey that the gateway does not have, or in a way that it does not know. */
  | 'shared_key'
  /** Signed, but for another account than the secret's. */
  | 'wrong_account'
  /** Signed, but not what Twilio sends for a message. */
  | 'invalid_message'
  /** No usable auth token to check the signature with. */
  | 'no_auth_token'
  /** No usable SharedKey to check the signature with, although there is a secret for one. */
  | 'no_signing_key'
  /** The deduplication table is unavailable, and deduplication fails closed. */
  | 'deduplication_unavailable'
  /** The reply handler threw, returned nonsense or ran out of time. */
  | 'handler_failed';

/** Recognized by name: deduplication is a separate bundle, so its class is not the gateway's. */
const NAME = 'Rejection';

/** Whether a step ended the request. */
export function isRejection(error: unknown): error is Rejection {
  return error instanceof Error && error.name === NAME;
}

/** Thrown by a step that ends the request. The answer is the status with an empty body; the detail is only logged. */
export class Rejection extends Error {
  constructor(
    readonly status: 400 | 403 | 405 | 413 | 415 | 503,
    readonly reason: Reason,
    /** For the log: names and kinds, never values from the request. */
    readonly detail: string,
    /** The command or the change that fixes the problem. Absent if there is nothing to do. */
    readonly remedy?: string,
  ) {
    super(detail);
    this.name = NAME;
  }
}
