import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';

/** One message of an answer to Twilio. */
export interface TwimlMessage {
  readonly body: string;
  /** URLs. */
  readonly media: readonly string[];
}

/**
 * The messages that TwiML sends, texts exactly as they would be sent.
 * Source: Twilio, "TwiML for Programmable Messaging".
 *
 * @throws Error when it is not well-formed XML with a `Response`
 */
export function parseTwiml(twiml: string): TwimlMessage[] {
  return messageElements(twiml).map((message) => ({ body: bodyOf(message), media: textsOf(message, 'Media') }));
}

/**
 * The elements `Message` of TwiML.
 *
 * @throws Error when it is not well-formed XML with a `Response`
 */
export function messageElements(twiml: string): XmlElement[] {
  const { root } = parseXml(twiml);
  if (root?.name !== 'Response') throw new Error('The root element is not <Response>.');
  return elements(root, 'Message');
}

/** The text of an element `Message`. Empty where it is only media. */
export function bodyOf(message: XmlElement): string {
  const bodies = textsOf(message, 'Body');
  return bodies.length > 0 ? bodies.join('') : ownText(message);
}

/** The texts of the elements of that name within another one. */
export function textsOf(parent: XmlElement, name: string): string[] {
  return elements(parent, name).map(({ text }) => text);
}

function elements({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

/** Without the text of elements within. */
function ownText({ children }: XmlElement): string {
  return children.filter((child): child is XmlText => child instanceof XmlText).map(({ text }) => text).join('');
}
