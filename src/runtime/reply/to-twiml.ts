import MessagingResponse from 'twilio/lib/twiml/MessagingResponse';
import { EMPTY_TWIML } from './empty-twiml';
import { withoutForbiddenCharacters as clean } from './xml-characters';
import type { ReplyMessage } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';

/** Twilio rejects larger TwiML (error 11750). */
export const MAX_TWIML_BYTES = 64 * 1000;

/**
 * Writes messages as TwiML, through Twilio's SDK.
 *
 * @throws RangeError if the TwiML is larger than Twilio accepts
 */
export function toTwiml(messages: readonly ReplyMessage[]): string {
  if (messages.length === 0) {
    return EMPTY_TWIML;
  }
  const response = new MessagingResponse();
  for (const { body: uncleaned = '', media = [], to, from, statusCallback } of messages) {
    const body = clean(uncleaned);
    if (body === '' && media.length === 0) {
      continue; // Twilio reports an empty message as an error
    }
    const attributes = Object.fromEntries(Object.entries({ to, from, statusCallback })
      .flatMap(([name, value]) => (value === undefined ? [] : [[name, clean(value)]])));
    if (media.length === 0) {
      response.message(attributes, body); // without a <Body>, which would take the SDK as long again
      continue;
    }
    const message = response.message(attributes, '');
    if (body) {
      message.body({}, body);
    }
    for (const url of typeof media === 'string' ? [media] : media) {
      message.media({}, clean(url));
    }
  }
  const twiml = response.toString();
  if (Buffer.byteLength(twiml) > MAX_TWIML_BYTES) {
    throw ownError(new RangeError(
      `The reply is larger than the ${MAX_TWIML_BYTES / 1000} kB of TwiML that Twilio accepts. Return a shorter reply.`,
    ));
  }
  return twiml;
}
