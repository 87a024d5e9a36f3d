import type { InboundMessage } from '../../shared/reply-contract';
import { readWebhook } from '../webhook/read-webhook';
import { toInboundMessage } from '../webhook/to-inbound-message';

/**
 * Reads a message that the webhook put into the queue. It is rebuilt from Twilio's parameters, with the same code and
 * the same schema as in the webhook.
 *
 * @throws TypeError if it is not a message; the error names its kind, never its value
 */
export function readQueuedMessage(body: string): InboundMessage {
  const { parameters } = parse(body);
  if (typeof parameters !== 'object' || parameters === null) {
    throw new TypeError('The queue contained something that the gateway did not send');
  }
  const webhook = readWebhook(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  if (webhook.kind !== 'message' || webhook.flaw !== undefined) {
    throw new TypeError(`The queue contained something that is not a message: ${webhook.flaw ?? webhook.kind}`);
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
