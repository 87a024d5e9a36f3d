import { twilioParameters } from './twilio-parameters';
import { toInboundMessage } from '../runtime/webhook/inbound-message';
import type { InboundMessage } from '../shared/contract';

/**
 * What is to be known of a message: its text, or some of its fields. The rest is made up. `parameters` take what has no
 * field, by Twilio's names: `{ body: 'Yes', parameters: { ButtonPayload: 'yes' } }`.
 */
export type InboundFields = string | Partial<InboundMessage>;

/**
 * Makes a message as a reply handler gets it.
 *
 * @example
 * const message = inboundMessage({ body: 'Hello', channel: 'whatsapp', profileName: 'Ada' });
 */
export function inboundMessage(fields: InboundFields = {}): InboundMessage {
  return toInboundMessage(new Map(Object.entries(twilioParameters(fields))));
}
