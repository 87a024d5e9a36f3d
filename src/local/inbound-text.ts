import { randomBytes, randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { countSegments } from './segments';

/** A text that someone sends to the gateway's number. */
export interface InboundText {
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

/** A webhook request, ready to be sent. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `prefix` and 32 hexadecimal digits, as Twilio's ids are. */
export function randomSid(prefix: 'AC' | 'SM'): string {
  return prefix + randomBytes(16).toString('hex');
}

/** The parameters that Twilio sends with every inbound message. Source: Twilio, "Twilio's request to your webhook URL". */
export function inboundParameters({ accountSid, from, to, body }: InboundText): Record<string, string> {
  const messageSid = randomSid('SM');
  return {
    MessageSid: messageSid,
    SmsSid: messageSid,
    SmsMessageSid: messageSid,
    AccountSid: accountSid,
    From: from,
    To: to,
    Body: body,
    NumMedia: '0',
    NumSegments: String(countSegments(body)),
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  };
}

/** The request by which Twilio would deliver them, signed as Twilio signs. */
export function webhookRequest(url: string, parameters: Readonly<Record<string, string>>, authToken: string): WebhookRequest {
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': randomUUID(),
      'x-twilio-signature': getExpectedTwilioSignature(authToken, url, parameters),
    },
    body: new URLSearchParams(parameters).toString(),
  };
}
