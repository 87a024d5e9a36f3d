import { XMLParser } from 'fast-xml-parser';

/** One message of an answer to Twilio. */
export interface TwimlMessage {
  readonly body: string;
  /** URLs. */
  readonly media: readonly string[];
}

interface MessageNode {
  readonly 'Body'?: readonly string[];
  readonly 'Media'?: readonly string[];
  readonly '#text'?: string;
}

const REPEATED = ['Message', 'Body', 'Media'];

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false, // a text of "007" is no number
  trimValues: false,
  htmlEntities: true, // numeric references too: a carriage return arrives as &#xD;
  isArray: (name) => REPEATED.includes(name),
});

/**
 * The messages that TwiML sends, texts exactly as they would be sent.
 * Source: Twilio, "TwiML for Programmable Messaging".
 *
 * @throws Error when it is not well-formed XML with a `Response`
 */
export function parseTwiml(twiml: string): TwimlMessage[] {
  const document = parser.parse(twiml, true) as { Response?: { Message?: (MessageNode | string)[] } | string };
  if (document.Response === undefined) throw new Error('The root element is not <Response>.');
  return (Object(document.Response).Message ?? []).map((message: MessageNode | string) => typeof message === 'string'
    ? { body: message, media: [] }
    : { body: message.Body?.join('') ?? message['#text'] ?? '', media: message.Media ?? [] });
}
