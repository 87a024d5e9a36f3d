import { type InboundFields, twilioParameters } from './twilio-parameters';
import { toInboundMessage } from '../runtime/webhook/to-inbound-message';
import type { InboundMessage } from '../shared/reply-contract';

/**
 * Creates a message like the one that a reply handler gets.
 *
 * @example
 * const message = inboundMessage({ body: 'Hello', channel: 'whatsapp', profileName: 'Ada' });
 */
export function inboundMessage(fields: InboundFields = {}): InboundMessage {
  return toInboundMessage(new Map(Object.entries(twilioParameters(fields))));
}
