import type { Channel, InboundMessage } from '../../shared/contract';

/** Fields that are there if Twilio sent something, and its names for them. */
const OPTIONAL = ([
  'messagingServiceSid', 'fromCity', 'fromState', 'fromZip', 'fromCountry', 'toCity', 'toState', 'toZip', 'toCountry', 'profileName',
] as const).map((field) => [field, field[0].toUpperCase() + field.slice(1)] as const);

/** Makes the typed message of the parameters that `readWebhook` has held against the schema. */
export function toInboundMessage(parameters: ReadonlyMap<string, string>): InboundMessage {
  const required = (name: string) => parameters.get(name) ?? '';
  const numMedia = Number(required('NumMedia'));
  const message: { -readonly [K in keyof InboundMessage]: InboundMessage[K] } = {
    messageSid: required('MessageSid'),
    accountSid: required('AccountSid'),
    from: required('From'),
    to: required('To'),
    body: required('Body'),
    media: Array.from({ length: numMedia }, (_, i) => ({
      url: required(`MediaUrl${i}`),
      contentType: required(`MediaContentType${i}`),
    })).filter(({ url }) => url !== ''),
    numSegments: Math.max(1, Number(parameters.get('NumSegments') ?? 1)),
    channel: channelOf(required('From'), required('MessageSid'), numMedia),
    ...optOutType(parameters.get('OptOutType')),
    parameters: toRecord(parameters),
  };
  for (const [field, name] of OPTIONAL) {
    const value = parameters.get(name);
    if (value) {
      message[field] = value; // Twilio sends empty values for what it does not know
    }
  }
  return message;
}

const PREFIX = /^(whatsapp|rcs|messenger):/;

function channelOf(from: string, messageSid: string, numMedia: number): Channel {
  const prefix = PREFIX.exec(from);
  if (prefix) {
    return prefix[1] as Channel;
  }
  return numMedia > 0 || messageSid.startsWith('MM') ? 'mms' : 'sms';
}

function optOutType(value: string | undefined): Pick<InboundMessage, 'optOutType'> {
  return value === 'STOP' || value === 'START' || value === 'HELP' ? { optOutType: value } : {};
}

/** Names such as `__proto__` are data, so the record has no prototype. */
function toRecord(parameters: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const [name, value] of parameters) {
    record[name] = value;
  }
  return record;
}
