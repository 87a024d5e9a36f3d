import type { FailureReason } from './failure';
import type { ErrorDescription } from '../log/scrub';

/** One line of the worker's log, one for each attempt. It holds no token, body or full phone number. */
export interface WorkerLogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId: string;
  /** The same as in the line of the webhook that the text came through. */
  readonly messageSid?: string;
  readonly from?: string;
  readonly to?: string;
  readonly outcome: 'replied' | 'no_reply' | 'reply_suppressed' | 'duplicate' | 'postponed' | 'dead_lettered' | 'failed';
  readonly reason?: FailureReason;
  readonly detail?: string;
  /** Twilio's error code. */
  readonly code?: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** When the queue delivers it again. */
  readonly retryInSeconds?: number;
  /** SIDs of the replies. */
  readonly replySids?: readonly string[];
  /** Where the table could not be used: another attempt would repeat what this one did. */
  readonly deduplication?: 'unavailable';
  readonly coldStart: boolean;
  readonly durationMs: number;
  readonly error?: ErrorDescription;
  /** Why the sender did not get the error reply either. */
  readonly errorReplyProblem?: string;
}
