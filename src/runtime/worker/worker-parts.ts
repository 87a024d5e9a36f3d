import type { FifoQueues } from './fifo-queue';
import type { ReplyProgress } from './reply-progress';
import type { WorkerLogEntry } from './worker-log';
import type { ReplyFunction } from '../../shared/reply-contract';
import type { Log } from '../log/log';
import type { FetchHandlerMedia } from '../media/media-module';
import type { CredentialsProvider } from '../twilio/credentials';
import type { SendMessage } from '../twilio/send-message';

/** The parts of a worker. */
export interface WorkerParts {
  /** For requests to Twilio. */
  readonly credentials: Pick<CredentialsProvider, 'kind' | 'credentials' | 'freshCredentials'>;
  /** Rejects if the reply module cannot be loaded. */
  readonly reply: () => Promise<ReplyFunction>;
  readonly sendMessage: SendMessage;
  /** Rejects if it cannot be loaded. @default - each attempt starts from the beginning */
  readonly progress?: () => Promise<ReplyProgress>;
  readonly queues: FifoQueues;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Maximum number of attempts at a message. */
  readonly maxAttempts: number;
  /** Sent when all attempts failed. @default - nothing is sent */
  readonly errorReply?: string;
  readonly replyToOptOut: boolean;
  /** Whether a reply that is too long is truncated. @default - it is an error */
  readonly truncateLongReply?: boolean;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Downloads attachments. @default - `context.fetchMedia` rejects */
  readonly fetchMedia?: FetchHandlerMedia;
  readonly log: Log<WorkerLogEntry>;
}
