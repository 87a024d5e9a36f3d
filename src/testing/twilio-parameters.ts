import { countSegments } from '../local/twilio/segments';
import { randomSid } from '../local/twilio/signed-message';
import { FIELDS } from '../shared/message-parameters';
import type { InboundMessage } from '../shared/reply-contract';

const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
/** Numbers that belong to nobody. Source: Twilio, "Test credentials". */
const SENDER = '+15005550006';
const NUMBER = '+15005550001';

/**
 * A message for a test: its body, or some of its fields. The rest is made up. `parameters` holds what has no field, by
 * Twilio's names: `{ body: 'Yes', parameters: { ButtonPayload: 'yes' } }`.
 */
export type InboundFields = string | Partial<InboundMessage>;

/**
 * The parameters that Twilio sends for a message. Fields override `parameters`, and both override made-up values.
 * Source: Twilio, "Twilio's request to your webhook URL".
 */
export function twilioParameters(given: InboundFields): Record<string, string> {
  const fields = typeof given === 'string' ? { body: given } : given;
  const { parameters = {}, media, channel } = fields;
  const named = FIELDS.flatMap(([name, field]) => (fields[field] === undefined ? [] : [[name, fields[field]]]));
  const isReplaced = (name: string) => media !== undefined && /^Media(Url|ContentType)\d+$/.test(name);
  const merged: Record<string, string> = {
    AccountSid: ACCOUNT_SID,
    From: SENDER,
    To: NUMBER,
    Body: '',
    NumMedia: '0',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    ...Object.fromEntries(Object.entries(parameters).filter(([name]) => !isReplaced(name))),
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
  const each = media.flatMap(({ url, contentType }, i) =>
    [[`MediaUrl${i}`, url], [`MediaContentType${i}`, contentType]]);
  return { NumMedia: String(media.length), ...Object.fromEntries(each) };
}

/** Adds the channel's prefix. SMS and MMS have none. */
function onChannel(channel: InboundMessage['channel'] = 'sms', address: string): string {
  const isPlain = channel === 'sms' || channel === 'mms' || address.startsWith(`${channel}:`);
  return isPlain ? address : `${channel}:${address}`;
}
