import { bodyOf, messageElements, textsOf } from '../local/twilio/read-twiml';
import type { ReplyMessage } from '../shared/contract';

/** The messages of the gateway's TwiML, with the fields that they have. None for an empty answer. */
export function twimlMessages(twiml: string): readonly ReplyMessage[] {
  if (twiml === '') return [];
  return messageElements(twiml).map((message) => {
    const media = textsOf(message, 'Media');
    const { to, from, statusCallback } = message.attributes;
    const fields = { body: bodyOf(message) || undefined, media: media.length > 0 ? media : undefined, to, from, statusCallback };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  });
}
