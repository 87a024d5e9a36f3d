import type { InboundMessage } from '../../shared/reply-contract';

/** Twilio's default opt-out keywords. Source: "Twilio support for opt-out keywords (SMS STOP filtering)". */
export const STOP_WORDS = new Set(['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL']);

/**
 * Whether the sender has opted out with this message. Twilio answers it itself, still calls the webhook, and rejects
 * every reply (error 21610).
 *
 * `OptOutType` counts on any channel. The default keywords count only as the whole body, on SMS and MMS, where Twilio
 * filters them. HELP and YES are ordinary messages: a bot that asks for a YES must get it.
 */
export function optsOut(message: InboundMessage): boolean {
  if (message.optOutType !== undefined) {
    return message.optOutType === 'STOP';
  }
  return (message.channel === 'sms' || message.channel === 'mms') && STOP_WORDS.has(message.body.trim().toUpperCase());
}
