import { ownError } from '../log/own-error';

/** Why a message was not answered: the `Reason` of a dead letter and the `reason` in the log. */
export type FailureReason =
  /** The queue contained something that the gateway did not send. */
  | 'invalid_message'
  /** The reply handler threw or ran out of time. */
  | 'handler_failed'
  /** The reply handler returned something that can never be sent, or the reply module exports no function. */
  | 'invalid_reply'
  /**
   * Lambda stopped every attempt or could not start it, as Lambda's own log says. Or the message could not be sent to
   * the dead-letter queue, as the worker's log says.
   */
  | 'worker_ended'
  /** No usable auth token to send with, in a gateway without an API key. */
  | 'no_auth_token'
  /** No usable API key to send with: missing, malformed, of another account, or not accepted by Twilio. */
  | 'no_api_key'
  /** The deduplication table is unavailable, and deduplication fails closed. */
  | 'deduplication_unavailable'
  /** Twilio rejected the reply, and would reject it again. */
  | 'twilio_rejected'
  /** Twilio did not answer, or asked for a later request. */
  | 'twilio_unavailable';

/** Details of a failure. */
export interface FailureOptions extends ErrorOptions {
  /** Whether another attempt would end the same way. */
  readonly isPermanent?: boolean;
  /** Twilio's error code, such as 21610. */
  readonly code?: number;
  /** How long Twilio asks to wait. */
  readonly retryAfterMs?: number;
  /** The command that fixes the problem. */
  readonly remedy?: string;
}

/** Thrown by a step that ends an attempt. Its message may be logged: it holds no body, no number and no token. */
export class Failure extends Error {
  public readonly name = 'Failure';

  public constructor(
    public readonly reason: FailureReason,
    message: string,
    public readonly options: FailureOptions = {},
  ) {
    super(message, options);
    ownError(this);
  }
}
