/** Why a request was rejected: the `reason` of its line in the log, and a dimension of the metric. */
export enum RejectionReason {
  /** Not a form POST in the shape of a Twilio webhook. Answered with 400, 405 or 415. */
  NOT_A_WEBHOOK = 'not_a_webhook',
  /** Larger than any of Twilio's webhooks. Answered with 413. */
  TOO_LARGE = 'too_large',
  /** No signature, or one that is not a signature. Answered with 403. */
  NO_SIGNATURE = 'no_signature',
  /** The signature does not match: another auth token, another URL, or a forged request. Answered with 403. */
  WRONG_SIGNATURE = 'wrong_signature',
  /** Signed, but for another account than the one that the secret names. Answered with 403. */
  WRONG_ACCOUNT = 'wrong_account',
  /** Signed, but not what Twilio sends for a message. Answered with 400. */
  INVALID_MESSAGE = 'invalid_message',
  /** There is no usable auth token to check with. Answered with 503. */
  NO_AUTH_TOKEN = 'no_auth_token',
  /** With `deduplication` and `DeduplicationFailureMode.FAIL_CLOSED`: the table could not be asked whether the text came before. Answered with 503. */
  DEDUPLICATION_UNAVAILABLE = 'deduplication_unavailable',
}
