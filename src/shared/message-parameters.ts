import type { InboundMessage } from './reply-contract';

/** Properties of a parameter. */
interface Traits {
  /** `InboundMessage` has a field of this name, with a small first letter, for the value. */
  readonly isField?: true;
  /** Twilio sends it with every message. */
  readonly isStandard?: true;
  /** The sender or the owner of the gateway chose the value: any text, names of parameters included. */
  readonly isFreeText?: true;
  /** Neither the sender nor the owner chose any part of the value, so no names of parameters can be in it. */
  readonly isClosed?: true;
  /** The name also occurs in ordinary text, so finding it there proves nothing. */
  readonly isWord?: true;
  /** The value is not personal, and an error message may well be about it. */
  readonly isHarmless?: true;
}

/** Fields of a message that hold the value of one parameter. */
export type TextField = Exclude<
  {
    [Field in keyof InboundMessage]-?: InboundMessage[Field] extends string | undefined ? Field : never
  }[keyof InboundMessage],
  'channel'
>;

type Parameters =
  & { readonly [Name in Capitalize<TextField>]: Traits & { readonly isField: true } }
  & Readonly<Record<string, Traits>>;

const OTHER = {};
const FIELD = { isField: true } as const;
const FREE_TEXT = { isFreeText: true } as const;
const WORD = { isWord: true } as const;
const HARMLESS = { isHarmless: true } as const;
const CLOSED = { isClosed: true } as const;
const PLACE = { ...FIELD, ...CLOSED } as const;
const STANDARD = { isStandard: true, ...HARMLESS, ...CLOSED } as const;

/**
 * All parameters that Twilio defines for a message webhook. Names are patterns, since Twilio numbers the media. To add
 * a field to the inbound message, add it to `InboundMessage` and its parameter to this table: TypeScript asks for it.
 * Source: Twilio, "Twilio's request to your webhook URL", and its parameters of WhatsApp, RCS and status callbacks.
 */
const PARAMETERS: Parameters = {
  'AccountSid': { ...FIELD, ...CLOSED },
  'AddOns': FREE_TEXT,
  'Address': { ...FREE_TEXT, ...WORD },
  'ApiVersion': STANDARD,
  'Body': { ...FIELD, ...FREE_TEXT, ...WORD },
  'ButtonPayload': FREE_TEXT,
  'ButtonText': FREE_TEXT,
  'ButtonType': OTHER,
  'ChannelInstallSid': CLOSED,
  'ChannelMetadata': FREE_TEXT,
  'ChannelPrefix': OTHER,
  'ChannelStatusMessage': FREE_TEXT,
  'ErrorCode': CLOSED,
  'ErrorMessage': FREE_TEXT,
  'ErrorUrl': FREE_TEXT,
  'FlowData': FREE_TEXT,
  'Forwarded': { ...WORD, ...CLOSED },
  'FrequentlyForwarded': CLOSED,
  'From': { ...FIELD, ...WORD },
  'FromCity': PLACE,
  'FromCountry': PLACE,
  'FromState': PLACE,
  'FromZip': PLACE,
  'Label': { ...FREE_TEXT, ...WORD },
  'Latitude': { ...WORD, ...CLOSED },
  'ListId': FREE_TEXT,
  'ListTitle': FREE_TEXT,
  'Longitude': { ...WORD, ...CLOSED },
  'MediaContentType\\d{1,2}': OTHER,
  'MediaUrl\\d{1,2}': OTHER,
  'MessageSid': { ...FIELD, ...HARMLESS, ...CLOSED },
  'MessageStatus': CLOSED,
  'MessageType': OTHER,
  'MessagingServiceSid': { ...FIELD, ...CLOSED },
  'NumMedia': STANDARD,
  'NumSegments': STANDARD,
  'OptOutType': { ...FIELD, ...CLOSED },
  'OriginalRepliedMessageSender': OTHER,
  'OriginalRepliedMessageSid': CLOSED,
  'ProfileName': { ...FIELD, ...FREE_TEXT },
  'Referral\\w{1,30}': { ...FREE_TEXT, ...WORD },
  'SmsMessageSid': STANDARD,
  'SmsSid': STANDARD,
  'SmsStatus': STANDARD,
  'To': { ...FIELD, ...WORD },
  'ToCity': PLACE,
  'ToCountry': PLACE,
  'ToState': PLACE,
  'ToZip': PLACE,
  'WaId': CLOSED,
};

/** The names that Twilio defines, as patterns. */
export const NAME_PATTERNS: readonly string[] = Object.keys(PARAMETERS);

/** Each parameter that is a field of the message, and the field. */
export const FIELDS = namesWith('isField')
  .map((name) => [name, name[0].toLowerCase() + name.slice(1) as TextField] as const);

/** Parameters that Twilio sends with every message. */
export const STANDARD_NAMES = namesWith('isStandard');

/**
 * Finds Twilio's names in a longer text, except ordinary words. A name after a quote or in a query string does not
 * count: JSON and URLs have names of their own.
 */
export const EMBEDDED_NAMES = new RegExp(
  `(?<!["&?])(?:${NAME_PATTERNS.filter((name) => !PARAMETERS[name].isWord).join('|')})`,
  'g',
);

const TWILIO_NAME = oneOf(NAME_PATTERNS);
const FREE_TEXT_NAME = oneOf(namesWith('isFreeText'));
const CLOSED_NAME = oneOf(namesWith('isClosed'));
const HARMLESS_NAME = oneOf(namesWith('isHarmless'));

/** Whether Twilio defines the name for a message webhook. Other names are kept too: Twilio adds some without notice. */
export function isTwilioName(name: string): boolean {
  return TWILIO_NAME.test(name);
}

/** Whether the parameter's value may be any text, names of parameters included. */
export function isFreeText(name: string): boolean {
  return FREE_TEXT_NAME.test(name);
}

/** Whether neither the sender nor the owner of the gateway chose any part of the parameter's value. */
export function hasClosedValue(name: string): boolean {
  return CLOSED_NAME.test(name);
}

/** Whether the parameter's value may be logged. */
export function isHarmless(name: string): boolean {
  return HARMLESS_NAME.test(name);
}

function namesWith(trait: keyof Traits): readonly string[] {
  return NAME_PATTERNS.filter((name) => PARAMETERS[name][trait]);
}

function oneOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.join('|')})$`);
}
