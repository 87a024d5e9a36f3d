import type { InboundMessage } from '../../shared/contract';
import { toInboundMessage } from '../webhook/inbound-message';
import { readWebhook } from '../webhook/webhook';

/**
 * Reads a message that the webhook put into the queue, in the words of `docs/reply-contract.md`. It is made anew of what
 * Twilio sent, by the same code and against the same schema as in the webhook.
 *
 * @throws TypeError for what is no message, by kind, never by value
 */
export function readQueuedMessage(body: string): InboundMessage {
  const { parameters } = parse(body);
  if (typeof parameters !== 'object' || parameters === null) {
    throw new TypeError('The queue held something that the gateway did not put there');
  }
  const webhook = readWebhook(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  if (webhook.kind !== 'message' || webhook.flaw !== undefined) {
    throw new TypeError(`The queue held something that is no message: ${webhook.flaw ?? webhook.kind}`);
  }
  return toInboundMessage(webhook.parameters);
}

function parse(body: string): { readonly parameters?: unknown } {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
