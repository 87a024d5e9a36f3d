import { conversationId } from './conversation-id';
import type { TargetMessage } from './target-reply';

/**
 * Fields for a FIFO queue or topic: it keeps the messages of one conversation in order and accepts each message once.
 *
 * @param target URL or ARN. It ends in `.fifo` for a FIFO queue or topic and for no other
 */
export function fifoFields(target: string, { message, key }: TargetMessage) {
  return target.endsWith('.fifo') ? { MessageGroupId: conversationId(message), MessageDeduplicationId: key } : {};
}
