import type { Channel, InboundMessage } from './contract';

/** Makes the typed message of the parameters that `readWebhook` has held against the schema. */
export function toInboundMessage(parameters: ReadonlyMap<string, string>): InboundMessage {
  const required = (name: string) => parameters.get(name) ?? '';
  /** Twilio sends empty values for what it does not know. */
  const known = <K extends string>(key: K, name: string) => {
    const value = parameters.get(name);
    return (value ? { [key]: value } : {}) as Partial<Record<K, string>>;
  };
  const numMedia = Number(required('NumMedia'));
  return {
    messageSid: required('MessageSid'),
    accountSid: required('AccountSid'),
    ...known('messagingServiceSid', 'MessagingServiceSid'),
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
    ...known('fromCity', 'FromCity'),
    ...known('fromState', 'FromState'),
    ...known('fromZip', 'FromZip'),
    ...known('fromCountry', 'FromCountry'),
    ...known('toCity', 'ToCity'),
    ...known('toState', 'ToState'),
    ...known('toZip', 'ToZip'),
    ...known('toCountry', 'ToCountry'),
    ...known('profileName', 'ProfileName'),
    parameters: toRecord(parameters),
  };
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
