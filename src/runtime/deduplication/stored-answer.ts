import { ANSWER_RETENTION } from './retention';
import { isExpired, type Item, type Table, toSeconds } from './table';

type StoredAnswer = Item & { readonly twiml: string };

export async function storeAnswer(
  key: string,
  twiml: string,
  table: Table,
  now: number,
  withinMs: number,
): Promise<void> {
  const item: StoredAnswer = { id: `answer#${key}`, twiml, expiration: toSeconds(now) + ANSWER_RETENTION };
  await table.put(item, { withinMs });
}

/** The stored answer to a message, as TwiML. */
export async function findAnswer(key: string, table: Table, now: number): Promise<string | undefined> {
  const found = await table.get(`answer#${key}`) as StoredAnswer | undefined;
  return found && !isExpired(found, now) ? found.twiml : undefined;
}
