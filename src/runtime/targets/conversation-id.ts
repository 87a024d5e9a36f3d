import { createHash } from 'node:crypto';
import type { InboundMessage } from '../../shared/reply-contract';

/**
 * The same id for all messages between two numbers, so that a FIFO queue keeps them in order. It is a hash because
 * group ids appear in logs and metrics, and numbers must not. Somebody who knows one of the numbers can find the other
 * by trying all.
 */
export function conversationId({ from, to }: InboundMessage): string {
  return createHash('sha256').update(JSON.stringify([from, to])).digest('hex');
}
