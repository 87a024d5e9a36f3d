import type { ReplyMessage } from '../../shared/contract';
import type { ImportModule } from '../reply/reply-module';

/** How far a text is answered. */
export interface Progress {
  /** What the reply handler returned, until all of it is sent. None if it has to run. */
  readonly messages?: readonly ReplyMessage[];
  /** SIDs of what Twilio has taken, in the order of the messages. */
  readonly sids: readonly string[];
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
}

/** Remembers how far texts are answered, from one attempt to the next. Both calls reject when it is not known that they worked. */
export interface ReplyProgress {
  /** Whether a text is left for later when it cannot be read how far it is. If not, it is answered from the beginning. */
  readonly isRequired: boolean;
  read(key: string): Promise<Progress>;
  write(key: string, progress: Progress): Promise<void>;
}

/** Where nothing is remembered, each attempt starts here. */
export const FROM_THE_BEGINNING: Progress = { sids: [], isDone: false };

/** Beside the worker's files where deduplication is on. */
const MODULE = './deduplication.mjs';

/** Loaded only where it is on. */
export async function loadReplyProgress(importModule: ImportModule): Promise<ReplyProgress> {
  return (await importModule(MODULE) as { replyProgress: ReplyProgress }).replyProgress;
}
