import { type SignedText, TEXT_RETENTION } from './claim';
import { isExpired, type Item, type Table, toSeconds } from './table';
import type { InboundMessage } from '../../shared/contract';

/** By a message's ids, which text it was first delivered with. */
type FirstDelivery = Item & SignedText;

/**
 * Whether Twilio asks the fallback URL, having had no answer, or none that it could use. Such a request is signed for
 * another URL and with other parameters, so only the message's ids tell what it is a copy of.
 */
export function isFallback({ parameters }: InboundMessage): boolean {
  return parameters.ErrorUrl !== undefined || parameters.ErrorCode !== undefined;
}

/**
 * Remembers a message by its ids, as long as a text is known: a fallback request that was captured comes late, too. The first
 * delivery stays what it is.
 */
export async function linkMessage(message: InboundMessage, { key, cuts }: SignedText, table: Table, now: number): Promise<void> {
  const item: FirstDelivery = { id: idOf(message), key, cuts, expiration: toSeconds(now) + TEXT_RETENTION };
  await table.put(item, { condition: { expression: 'attribute_not_exists(#id) OR #expiration <= :now', values: { now: toSeconds(now) } } });
}

/** The text that a message was first delivered with. */
export async function findFirstDelivery(message: InboundMessage, table: Table, now: number): Promise<SignedText | undefined> {
  const found = await table.get(idOf(message)) as FirstDelivery | undefined;
  return found && !isExpired(found, now) ? found : undefined;
}

function idOf({ accountSid, messageSid }: InboundMessage): string {
  return `message#${accountSid}#${messageSid}`;
}
