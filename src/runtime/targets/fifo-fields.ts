import { conversationId } from './conversation-id';
import type { Parcel } from './pass-on';

/**
 * What a FIFO queue or topic needs: it keeps the texts of one conversation in order and takes each only once.
 *
 * @param target its URL or ARN, which ends in `.fifo` for a FIFO one and for no other
 */
export function fifoFields(target: string, { message, key }: Parcel) {
  return target.endsWith('.fifo') ? { MessageGroupId: conversationId(message), MessageDeduplicationId: key } : {};
}
