import { FIELDS } from '../../shared/message-parameters';
import type { Channel, InboundMessage } from '../../shared/reply-contract';

/**
 * Makes the typed message of parameters that `readWebhook` found no flaw in. It is frozen: a reply handler that changes
 * it must not change the sender or the recipient of the reply.
 */
export function toInboundMessage(parameters: ReadonlyMap<string, string>): InboundMessage {
  const valueOf = (name: string) => parameters.get(name) ?? '';
  const from = valueOf('From');
  const messageSid = valueOf('MessageSid');
  const numMedia = Number(valueOf('NumMedia'));
  const message: { -readonly [K in keyof InboundMessage]: InboundMessage[K] } = {
    messageSid,
    accountSid: '',
    from,
    to: '',
    body: '',
    media: Array.from({ length: numMedia }, (_, i) => ({
      url: valueOf(`MediaUrl${i}`),
      contentType: valueOf(`MediaContentType${i}`),
    })).filter(({ url }) => url !== ''),
    numSegments: Math.max(1, Number(parameters.get('NumSegments') ?? 1)),
    channel: channelOf(from, valueOf('To'), messageSid, numMedia),
    parameters: toRecord(parameters),
  };
  for (const [name, field] of FIELDS) {
    const value = valueOf(name);
    // Twilio sends an empty value for what it does not know.
    if (value && (field !== 'optOutType' || OPT_OUT_TYPES.test(value))) {
      message[field] = value as never;
    }
  }
  return frozen(message);
}

function frozen(message: InboundMessage): InboundMessage {
  message.media.forEach((attachment) => Object.freeze(attachment));
  [message.media, message.parameters].forEach((part) => Object.freeze(part));
  return Object.freeze(message);
}

const OPT_OUT_TYPES = /^(?:STOP|START|HELP)$/;
/** Twilio puts the channel before the address. Source: Twilio, "Messaging Channels". */
const PREFIX = /^([a-z][a-z0-9]*):/i;
/** A person on WhatsApp who shows no number. Source: Twilio changelog, "WhatsApp BSUID Format". */
const WHATSAPP_USER_ID = /^[A-Z]{2}\.[A-Za-z0-9.]+$/;

/** A channel that Twilio adds is known by its prefix. Only SMS and MMS have none. */
function channelOf(from: string, to: string, messageSid: string, numMedia: number): Channel {
  const prefix = PREFIX.exec(from) ?? PREFIX.exec(to);
  if (prefix) {
    return prefix[1].toLowerCase();
  }
  if (WHATSAPP_USER_ID.test(from)) {
    return 'whatsapp';
  }
  return numMedia > 0 || messageSid.startsWith('MM') ? 'mms' : 'sms';
}

/** Names such as `__proto__` are data, so the record has no prototype. */
function toRecord(parameters: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const [name, value] of parameters) {
    record[name] = value;
  }
  return record;
}
