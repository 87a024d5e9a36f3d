import type { ReplyMessage } from '../../shared/reply-contract';
import type { ImportModule } from '../reply/reply-module';

/** How far a message is answered. */
export interface Progress {
  /** The reply, until all of it is sent. Absent if the reply handler has to run. */
  readonly messages?: readonly ReplyMessage[];
  /** SIDs of the messages that Twilio accepted, in their order. */
  readonly sids: readonly string[];
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
}

/** Stores the progress of replies from one attempt to the next. Both calls reject unless their success is known. */
export interface ReplyProgress {
  /** Whether an attempt fails if the progress cannot be read. If not, it starts from the beginning. */
  readonly isRequired: boolean;
  read(key: string): Promise<Progress>;
  write(key: string, progress: Progress): Promise<void>;
}

/** The progress of a message that nothing is stored for. */
export const FROM_THE_BEGINNING: Progress = { sids: [], isDone: false };

/** Beside the worker's files if deduplication is on. */
const MODULE = './deduplication.mjs';

/** Loads the progress store. A worker without deduplication has none of its code. */
export async function loadReplyProgress(importModule: ImportModule): Promise<ReplyProgress> {
  return (await importModule(MODULE) as { replyProgress: ReplyProgress }).replyProgress;
}
