/** Words that stand in other texts, too. */
const WORDS = ['Address', 'Body', 'Forwarded', 'From', 'Label', 'Latitude', 'Longitude', 'To'];

/** Names that nobody uses for anything else. One that begins with another comes before it. */
const COMPOUNDS = [
  'AccountSid', 'ApiVersion', 'ButtonPayload', 'ButtonText', 'ButtonType', 'ChannelInstallSid', 'ChannelMetadata',
  'ChannelPrefix', 'ErrorCode', 'ErrorMessage', 'ErrorUrl', 'FrequentlyForwarded', 'MediaContentType\\d{1,2}', 'MediaUrl\\d{1,2}',
  'MessageSid', 'MessageStatus', 'MessageType', 'MessagingServiceSid', 'NumMedia', 'NumSegments', 'OptOutType',
  'OriginalRepliedMessageS(?:id|ender)', 'ProfileName', 'SmsMessageSid', 'SmsSid', 'SmsStatus', 'WaId',
  '(?:From|To)(?:City|State|Zip|Country)',
];

const TWILIO_NAME = new RegExp(`^(?:${[...WORDS, ...COMPOUNDS, 'Referral\\w{1,30}'].join('|')})$`);

/** Whether Twilio defines the name for a message webhook. Others are kept as they come: Twilio adds some without notice. */
export function isTwilioName(name: string): boolean {
  return TWILIO_NAME.test(name);
}

/** Twilio's names in a text; not those in quotes or in a query string, as JSON and URLs have them. */
export const COMPOUND_NAMES = new RegExp(`(?<!["&?])(?:${COMPOUNDS.join('|')})`, 'g');

/** Holds what the sender chose, or the gateway's owner: any text. */
const FREE_TEXT = /^(?:Address|Body|Button(?:Payload|Text)|ChannelMetadata|Error(?:Message|Url)|Label|ProfileName|Referral\w+)$/;

/** Whether the parameter's value may be any text, names of parameters among it. */
export function isFreeText(name: string): boolean {
  return FREE_TEXT.test(name);
}
