import { partitionOf, type SignedContent } from './claim';
import { MESSAGE_RETENTION } from './retention';
import { isExpired, type Item, type Table, toSeconds } from './table';
import type { InboundMessage } from '../../shared/reply-contract';
import { Rejection } from '../log/rejection';
import type { Parameter } from '../webhook/form';

/** The signed content of a message's first delivery, stored by the message's ids. */
type FirstDelivery = Item & SignedContent;

/**
 * Whether Twilio calls the fallback URL, since it got no usable answer. Such a request is signed for another URL and
 * with other parameters, so only the message's ids say which message it repeats.
 */
export function isFallback({ parameters }: InboundMessage): boolean {
  return parameters.ErrorUrl !== undefined || parameters.ErrorCode !== undefined;
}

/**
 * Stores the first delivery of a message by the message's ids, as long as the message is remembered, since a captured
 * fallback request may come late. A later delivery changes nothing.
 */
export async function linkMessage(
  message: InboundMessage,
  { key, partition }: SignedContent,
  table: Table,
  now: number,
): Promise<void> {
  const item: FirstDelivery = { id: idOf(message), key, partition, expiration: toSeconds(now) + MESSAGE_RETENTION };
  const expression = 'attribute_not_exists(#id) OR #expiration <= :now';
  await table.put(item, { condition: { expression, values: { now: toSeconds(now) } } });
}

/** The signed content of a message's first delivery. */
export async function findFirstDelivery(
  message: InboundMessage,
  table: Table,
  now: number,
): Promise<SignedContent | undefined> {
  const found = await table.get(idOf(message)) as FirstDelivery | undefined;
  return found && !isExpired(found, now) ? found : undefined;
}

/** Twilio adds these to the parameters of a message when it calls the fallback URL. */
const OF_A_FALLBACK = ['ErrorCode', 'ErrorUrl'];

/**
 * @throws Rejection 400 if a message with these ids was delivered before, with other parameters
 */
export async function assertSameParameters(
  message: InboundMessage,
  parameters: readonly Parameter[],
  table: Table,
  now: number,
): Promise<void> {
  const first = await findFirstDelivery(message, table, now);
  const own = parameters.filter(([name]) => !OF_A_FALLBACK.includes(name));
  if (first !== undefined && ![parameters, own].map(partitionOf).includes(first.partition)) {
    throw new Rejection(400, 'invalid_message', 'a message with this MessageSid came before, with other parameters');
  }
}

function idOf({ accountSid, messageSid }: InboundMessage): string {
  return `message#${accountSid}#${messageSid}`;
}
