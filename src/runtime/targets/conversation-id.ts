import { createHash } from 'node:crypto';
import type { InboundMessage } from '../../shared/contract';

/**
 * The same for all messages between two numbers, so that a FIFO queue keeps them in order. A hash, since ids of groups
 * appear in logs and metrics, where numbers must not. Who knows one of the numbers can find the other by trying all.
 */
export function conversationId({ from, to }: InboundMessage): string {
  return createHash('sha256').update(JSON.stringify([from, to])).digest('hex');
}
