/** Why a request was rejected: the `reason` of its log line, and a dimension of the metric. */
export enum RejectionReason {
  /** The request is not a form POST like a Twilio webhook. Answered with 400, 405 or 415. */
  NOT_A_WEBHOOK = 'not_a_webhook',
  /** The request is larger than 64 KiB or has more than 1,000 parameters. Answered with 413. */
  TOO_LARGE = 'too_large',
  /** The signature is missing or malformed. Answered with 403. */
  NO_SIGNATURE = 'no_signature',
  /** The signature does not match: another auth token, another URL or a forged request. Answered with 403. */
  WRONG_SIGNATURE = 'wrong_signature',
  /**
   * The request is signed with a SharedKey of Twilio that the gateway does not have, or by an algorithm that it does
   * not know. Answered with 403.
   */
  SHARED_KEY = 'shared_key',
  /** The request is signed, but its account is not the one in the secret. Answered with 403. */
  WRONG_ACCOUNT = 'wrong_account',
  /** The request is signed, but its parameters are not a message's. Answered with 400. */
  INVALID_MESSAGE = 'invalid_message',
  /** The secret holds no valid auth token, or cannot be read. Answered with 503. */
  NO_AUTH_TOKEN = 'no_auth_token',
  /** The secret for SharedKeys holds no valid SharedKey, or cannot be read. Answered with 503. */
  NO_SIGNING_KEY = 'no_signing_key',
  /** The deduplication table is unavailable, with `DeduplicationFailureMode.FAIL_CLOSED`. Answered with 503. */
  DEDUPLICATION_UNAVAILABLE = 'deduplication_unavailable',
}
