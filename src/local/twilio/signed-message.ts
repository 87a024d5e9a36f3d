import { randomBytes, randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { countSegments } from './segments';
import { SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { Attachment, PhoneChannel } from '../page-protocol/page-protocol';

/** A message from a phone to the gateway's number. */
export interface PhoneMessage {
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** @default 'sms' */
  readonly channel?: PhoneChannel;
  readonly media?: readonly Required<Attachment>[];
  /** The sender's name on WhatsApp and RCS. @default 'Local phone' */
  readonly profileName?: string;
}

/** An account, and its auth token or SharedKey. */
export interface MessageSigner {
  readonly accountSid: string;
  readonly key: string | SharedKey;
}

/** A webhook request, ready to be sent. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The prefix and 32 random hexadecimal digits, the form of Twilio's ids. */
export function randomSid(prefix: 'AC' | 'SM' | 'MM'): string {
  return prefix + randomBytes(16).toString('hex');
}

/**
 * The parameters that Twilio sends with an inbound message.
 * Source: Twilio, "Twilio's request to your webhook URL", and there "WhatsApp-specific parameters".
 */
export function inboundParameters(message: PhoneMessage): Record<string, string> {
  const { accountSid, from, to, body, channel = 'sms', media = [], profileName = 'Local phone' } = message;
  const messageSid = randomSid(channel === 'mms' ? 'MM' : 'SM');
  return {
    MessageSid: messageSid,
    SmsSid: messageSid,
    SmsMessageSid: messageSid,
    AccountSid: accountSid,
    From: from,
    To: to,
    Body: body,
    NumMedia: String(media.length),
    ...Object.fromEntries(media.flatMap(({ url, contentType }, i) =>
      [[`MediaUrl${i}`, url], [`MediaContentType${i}`, contentType]])),
    NumSegments: String(channel === 'sms' ? countSegments(body) : 1),
    ...(channel === 'whatsapp' ? { WaId: from.replace(/\D/g, ''), ProfileName: profileName } : {}),
    ...(channel === 'rcs' ? { ProfileName: profileName } : {}),
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  };
}

/**
 * The request by which Twilio delivers these parameters, signed as Twilio signs.
 *
 * @param key an auth token, or a SharedKey
 */
export function webhookRequest(
  url: string,
  parameters: Readonly<Record<string, string>>,
  key: string | SharedKey,
): WebhookRequest {
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': randomUUID(),
      ...signatureHeaders(url, parameters, key),
    },
    body: new URLSearchParams(parameters).toString(),
  };
}

function signatureHeaders(
  url: string,
  parameters: Readonly<Record<string, string>>,
  key: string | SharedKey,
): Readonly<Record<string, string>> {
  if (typeof key === 'string') {
    return { 'x-twilio-signature': getExpectedTwilioSignature(key, url, parameters) };
  }
  const { sharedKeyId, sharedKey, algorithm } = key;
  return {
    'x-twilio-signature': getExpectedTwilioSignature(sharedKey, url, parameters, algorithm),
    'x-twilio-webhooks-signature-settings': `key=${sharedKeyId},algorithm=${algorithm}`,
  };
}
