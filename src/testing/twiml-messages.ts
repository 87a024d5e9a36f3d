import { bodyOf, messageElements, textsOf } from '../local/twilio/read-twiml';
import type { ReplyMessage } from '../shared/reply-contract';

/** The messages in the gateway's TwiML, without absent fields. */
export function twimlMessages(twiml: string): readonly ReplyMessage[] {
  if (twiml === '') return [];
  return messageElements(twiml).map((message) => {
    const media = textsOf(message, 'Media');
    const { to, from, statusCallback } = message.attributes;
    const content = { body: bodyOf(message) || undefined, media: media.length > 0 ? media : undefined };
    const fields = { ...content, to, from, statusCallback };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  });
}
