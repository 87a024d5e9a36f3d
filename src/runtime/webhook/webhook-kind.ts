import { otherWebhook } from './other-webhook';
import { PROBE_PARAMETER } from '../../shared/webhook-conventions';

/**
 * Kinds of a verified request. Probes come from our own tools, everything else from Twilio. Another product of Twilio
 * sends an `other_webhook` if somebody set this URL there.
 */
export type WebhookKind = 'message' | 'status_callback' | 'probe' | 'other_webhook';

/** Statuses of incoming messages. Source: Twilio, "Message resource: Message Status values". */
const INBOUND_STATUS = /^receiv(?:ed|ing)$/i;

/** SmsStatus counts before MessageStatus. Without both, the request is a message. */
export function kindOf(parameters: ReadonlyMap<string, string>): WebhookKind {
  if (parameters.get(PROBE_PARAMETER) === '1') {
    return 'probe';
  }
  if (otherWebhook(parameters) !== undefined) {
    return 'other_webhook';
  }
  const status = parameters.get('SmsStatus') ?? parameters.get('MessageStatus');
  return status === undefined || INBOUND_STATUS.test(status) ? 'message' : 'status_callback';
}
