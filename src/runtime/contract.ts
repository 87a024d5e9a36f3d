/**
 * What the author of a reply handler sees. Names are Twilio's parameter names in camelCase; this file imports nothing.
 * Source: Twilio, "Messaging webhooks" and "TwiML for Programmable Messaging".
 */

/** Through which of Twilio's channels the message came. */
export type Channel = 'sms' | 'mms' | 'whatsapp' | 'rcs' | 'messenger';

/** One attachment of an inbound message. */
export interface InboundMedia {
  /** Where Twilio keeps it. Needs the account's credentials where HTTP authentication on media is switched on. */
  readonly url: string;
  /** MIME type, such as `image/jpeg`. */
  readonly contentType: string;
}

/** A message that was sent to your number, after its signature was verified. */
export interface InboundMessage {
  /** `SM` or `MM` and 32 hexadecimal digits. */
  readonly messageSid: string;
  readonly accountSid: string;
  /** Only where the number belongs to a Messaging Service. */
  readonly messagingServiceSid?: string;
  /** Who wrote: an E.164 number, or an address such as `whatsapp:+15551234567`. */
  readonly from: string;
  /** Your number or address. */
  readonly to: string;
  /** The text, exactly as it was sent. Empty for a message that is only media. */
  readonly body: string;
  readonly media: readonly InboundMedia[];
  /** How many SMS segments the message was sent in. At least 1. */
  readonly numSegments: number;
  readonly channel: Channel;
  /** Set by Twilio's Advanced Opt-Out, which answers such a text itself. */
  readonly optOutType?: 'STOP' | 'START' | 'HELP';
  readonly fromCity?: string;
  readonly fromState?: string;
  readonly fromZip?: string;
  readonly fromCountry?: string;
  readonly toCity?: string;
  readonly toState?: string;
  readonly toZip?: string;
  readonly toCountry?: string;
  /** The sender's name on WhatsApp. */
  readonly profileName?: string;
  /** Everything that Twilio sent, by Twilio's names. The first value where a name is repeated. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a reply handler gets besides the message. */
export interface ReplyContext {
  /** Id of the Lambda invocation, as in the logs. */
  readonly requestId: string;
  /** Aborts when the time for an answer is over. Pass it to `fetch` and the AWS SDK. */
  readonly signal: AbortSignal;
  /** Milliseconds until the sender's answer is given up. Twilio waits 15 seconds in all. */
  remainingTimeInMillis(): number;
}

/** One message to send back. It needs a `body` or `media`. */
export interface ReplyMessage {
  readonly body?: string;
  /** URLs of attachments, which Twilio fetches. */
  readonly media?: string | readonly string[];
  /** @default - the sender of the message */
  readonly to?: string;
  /** @default - the number that the message was sent to */
  readonly from?: string;
  /** URL that Twilio tells what became of the reply. */
  readonly statusCallback?: string;
}

/** A text, a message, several messages, or nothing at all. */
export type Reply = string | ReplyMessage | readonly ReplyMessage[] | undefined | void;

/** A reply handler: the default export, or the export `reply`, of a module. */
export type ReplyFunction = (message: InboundMessage, context: ReplyContext) => Reply | Promise<Reply>;
