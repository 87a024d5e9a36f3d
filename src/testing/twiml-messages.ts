import { XMLParser } from 'fast-xml-parser';
import type { ReplyMessage } from '../runtime/contract';

interface MessageNode {
  readonly '#text'?: string;
  /** The text of a message with attachments. */
  readonly 'Body'?: string;
  readonly 'Media'?: readonly string[];
  readonly 'to'?: string;
  readonly 'from'?: string;
  readonly 'statusCallback'?: string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false, // a text of "007" is no number
  trimValues: false,
  htmlEntities: true, // numeric references too: a carriage return arrives as &#xD;
  isArray: (name) => name === 'Message' || name === 'Media',
});

/** The messages of the gateway's TwiML, with the fields that they have. None for an empty answer. */
export function twimlMessages(twiml: string): readonly ReplyMessage[] {
  const { Message = [] } = Object(parser.parse(twiml).Response) as { Message?: ReadonlyArray<MessageNode | string> };
  return Message.map((message) => {
    const { '#text': text, Body: body = text, Media: media, to, from, statusCallback } = typeof message === 'string' ? { Body: message } as MessageNode : message;
    return Object.fromEntries(Object.entries({ body, media, to, from, statusCallback }).filter(([, value]) => value !== undefined));
  });
}
