import type { FailureReason } from './failure';
import type { ErrorDescription } from '../log/scrub';

/** One line of the worker's log, one per attempt. It holds no token, body or full phone number. */
export interface WorkerLogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId: string;
  /** The same as in the webhook's log line for the message. */
  readonly messageSid?: string;
  readonly from?: string;
  readonly to?: string;
  readonly outcome:
    'replied' | 'no_reply' | 'reply_suppressed' | 'duplicate' | 'postponed' | 'dead_lettered' | 'failed';
  readonly reason?: FailureReason;
  readonly detail?: string;
  /** The command that fixes the problem. Absent if there is none. */
  readonly remedy?: string;
  /** Twilio's error code. */
  readonly code?: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** After how many seconds the queue delivers the message again. */
  readonly retryInSeconds?: number;
  /** SIDs of the replies. */
  readonly replySids?: readonly string[];
  /** Present if the deduplication table could not be used: another attempt would repeat what this one sent. */
  readonly deduplication?: 'unavailable';
  /** Present if the reply was too long, and its end was cut off. */
  readonly truncated?: true;
  readonly coldStart: boolean;
  readonly durationMs: number;
  readonly error?: ErrorDescription;
  /** Why the error reply was not sent. */
  readonly errorReplyProblem?: string;
}
