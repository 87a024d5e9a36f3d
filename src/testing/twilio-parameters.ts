import type { InboundFields } from './inbound-message';
import { randomSid } from '../local/twilio/signed-message';
import { countSegments } from '../local/twilio/segments';
import type { InboundMessage } from '../shared/contract';

const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
/** Numbers that are nobody's. Source: Twilio, "Test credentials". */
const SENDER = '+15005550006';
const NUMBER = '+15005550001';

/** Fields that are one parameter, of the same name with a capital letter. */
const PLAIN_FIELDS = [
  'accountSid', 'messagingServiceSid', 'from', 'to', 'body', 'optOutType',
  'fromCity', 'fromState', 'fromZip', 'fromCountry', 'toCity', 'toState', 'toZip', 'toCountry', 'profileName',
] as const;

/**
 * What Twilio sends for a message. Its fields go before its `parameters`, which go before what is made up.
 * Source: Twilio, "Twilio's request to your webhook URL".
 */
export function twilioParameters(given: InboundFields): Record<string, string> {
  const fields = typeof given === 'string' ? { body: given } : given;
  const { parameters = {}, media, channel } = fields;
  const named = PLAIN_FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name[0].toUpperCase() + name.slice(1), fields[name]]]));
  const merged: Record<string, string> = {
    AccountSid: ACCOUNT_SID,
    From: SENDER,
    To: NUMBER,
    Body: '',
    NumMedia: '0',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    ...Object.fromEntries(Object.entries(parameters).filter(([name]) => media === undefined || !/^Media(Url|ContentType)\d+$/.test(name))),
    ...Object.fromEntries(named),
    ...mediaParameters(media),
  };
  const isMms = channel === 'mms' || merged.NumMedia !== '0';
  const messageSid = fields.messageSid ?? parameters.MessageSid ?? randomSid(isMms ? 'MM' : 'SM');
  return {
    ...merged,
    From: onChannel(channel, merged.From),
    To: onChannel(channel, merged.To),
    NumSegments: String(fields.numSegments ?? parameters.NumSegments ?? countSegments(merged.Body)),
    MessageSid: messageSid,
    SmsSid: messageSid,
    SmsMessageSid: messageSid,
  };
}

function mediaParameters(media: InboundMessage['media'] | undefined): Record<string, string> {
  if (media === undefined) {
    return {};
  }
  const each = media.flatMap(({ url, contentType }, i) => [[`MediaUrl${i}`, url], [`MediaContentType${i}`, contentType]]);
  return { NumMedia: String(media.length), ...Object.fromEntries(each) };
}

/** Addresses of these channels say which it is. */
function onChannel(channel: InboundMessage['channel'] | undefined, address: string): string {
  return channel === undefined || channel === 'sms' || channel === 'mms' || address.startsWith(`${channel}:`) ? address : `${channel}:${address}`;
}
