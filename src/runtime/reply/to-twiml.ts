import MessagingResponse from 'twilio/lib/twiml/MessagingResponse';
import { EMPTY_TWIML } from './empty-twiml';
import type { ReplyMessage } from '../../shared/reply-contract';

/**
 * Writes messages as TwiML, through Twilio's SDK. It throws on characters that XML does not allow: `toMessages` has
 * removed them.
 */
export function toTwiml(messages: readonly ReplyMessage[]): string {
  if (messages.length === 0) {
    return EMPTY_TWIML;
  }
  const response = new MessagingResponse();
  for (const { body = '', media = [], to, from, statusCallback } of messages) {
    const attributes = Object.fromEntries(Object.entries({ to, from, statusCallback })
      .filter(([, value]) => value !== undefined));
    if (media.length === 0) {
      response.message(attributes, body); // without a <Body>, which would take the SDK as long again
      continue;
    }
    const message = response.message(attributes, '');
    if (body) {
      message.body({}, body);
    }
    for (const url of typeof media === 'string' ? [media] : media) {
      message.media({}, url);
    }
  }
  return response.toString();
}
