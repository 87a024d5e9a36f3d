import { isExpired, type Item, type Table, toSeconds } from './table';
import type { ReplyMessage } from '../../shared/contract';
import { FROM_THE_BEGINNING, type ReplyProgress } from '../worker/reply-progress';

/** As long as a text may be in the queue and then in the dead-letter queue, 14 days each, in seconds: from there it may come again. */
const RETENTION = 28 * 24 * 60 * 60;

type StoredProgress = Item & {
  /** The messages as JSON. Gone once they are sent. */
  readonly messages?: string;
  /** As JSON. */
  readonly sids: string;
  readonly isDone: boolean;
};

/** Keeps the progress of replies in the table. A worker has a text for itself, so nothing has to be compared. */
export function tableProgress({ table, isRequired, now }: { table: Table; isRequired: boolean; now: () => number }): ReplyProgress {
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
        expiration: toSeconds(now()) + RETENTION,
        ...(messages !== undefined && !isDone && { messages: JSON.stringify(messages) }),
      };
      await table.put(item);
    },
  };
}

function idOf(key: string): string {
  return `reply#${key}`;
}
