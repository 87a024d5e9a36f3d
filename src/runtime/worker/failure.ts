/** Why a text was not answered: the `Reason` of a dead letter and the `reason` in the log. */
export type FailureReason =
  /** The queue held something that no gateway put there. */
  | 'invalid_message'
  /** The reply handler threw, returned nonsense or ran out of time. */
  | 'handler_failed'
  /** Lambda ended every attempt, or could not begin it: its own log says why. Or the text could not be buried: that is in the worker's. */
  | 'worker_ended'
  /** There was no usable auth token to send with. */
  | 'no_auth_token'
  /** It could not be read how far the text is answered, and was to be tried only then. */
  | 'deduplication_unavailable'
  /** Twilio took the reply for wrong, and would again. */
  | 'twilio_rejected'
  /** Twilio did not answer, or asked to be called later. */
  | 'twilio_unavailable';

/** What else is known of a failure. */
export interface FailureOptions extends ErrorOptions {
  /** Whether another attempt would end the same way. */
  readonly isPermanent?: boolean;
  /** Twilio's error code, such as 21610. */
  readonly code?: number;
  /** How long Twilio wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** Thrown by a step that ends an attempt. Its message may be logged: it holds no text, no number and no token. */
export class Failure extends Error {
  public readonly name = 'Failure';

  public constructor(public readonly reason: FailureReason, message: string, public readonly options: FailureOptions = {}) {
    super(message, options);
  }
}
