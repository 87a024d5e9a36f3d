import { PROGRESS_RETENTION } from './retention';
import { isExpired, type Item, type Table, toSeconds } from './table';
import type { ReplyMessage } from '../../shared/reply-contract';
import { FROM_THE_BEGINNING, type ReplyProgress } from '../worker/reply-progress';

type StoredProgress = Item & {
  /** The messages as JSON. Absent once they are sent. */
  readonly messages?: string;
  /** The SIDs as JSON. */
  readonly sids: string;
  readonly isDone: boolean;
};

/** Keeps the progress of replies in the table. Only one worker has a message at a time, so no condition is needed. */
export function storedProgress(options: {
  readonly table: Table;
  readonly isRequired: boolean;
  readonly now: () => number;
}): ReplyProgress {
  const { table, isRequired, now } = options;
  return {
    isRequired,
    async read(key) {
      const found = await table.get(idOf(key)) as StoredProgress | undefined;
      if (found === undefined || isExpired(found, now())) return FROM_THE_BEGINNING;
      return {
        messages: found.messages === undefined ? undefined : JSON.parse(found.messages) as ReplyMessage[],
        sids: JSON.parse(found.sids) as string[],
        isDone: found.isDone,
      };
    },
    async write(key, { messages, sids, isDone }) {
      const item: StoredProgress = {
        id: idOf(key),
        sids: JSON.stringify(sids),
        isDone,
        expiration: toSeconds(now()) + PROGRESS_RETENTION,
        ...(messages !== undefined && !isDone && { messages: JSON.stringify(messages) }),
      };
      await table.put(item);
    },
  };
}

function idOf(key: string): string {
  return `reply#${key}`;
}
