/**
 * The types that the author of a reply handler uses. Names are Twilio's parameter names in camelCase. This file imports
 * nothing.
 * Source: Twilio, "Messaging webhooks" and "TwiML for Programmable Messaging".
 */

/** Channels of Twilio that are known by name. */
type KnownChannel = 'sms' | 'mms' | 'whatsapp' | 'rcs' | 'messenger' | 'apple' | 'instagram' | 'line' | 'viber';

/** The channel that a message came through: `sms`, `mms`, or the prefix of the sender's address, in lower case. */
export type Channel = KnownChannel | (string & Record<never, never>);

/** One attachment of an inbound message. */
export interface InboundMedia {
  /** URL at Twilio. It needs the account's credentials if HTTP authentication on media is switched on. */
  readonly url: string;
  /** MIME type, such as `image/jpeg`. */
  readonly contentType: string;
}

/** A message to your number whose signature was verified. */
export interface InboundMessage {
  /** `SM` or `MM` and 32 hexadecimal digits. */
  readonly messageSid: string;
  /** `AC` and 32 hexadecimal digits. */
  readonly accountSid: string;
  /** Present if the number belongs to a Messaging Service: `MG` and 32 hexadecimal digits. */
  readonly messagingServiceSid?: string;
  /** The sender: an E.164 number, or an address such as `whatsapp:+15551234567`. */
  readonly from: string;
  /** Your number or address. */
  readonly to: string;
  /** The body, unchanged. Empty if the message has only media. */
  readonly body: string;
  /** The attachments, in their order. */
  readonly media: readonly InboundMedia[];
  /** Number of SMS segments. At least 1. */
  readonly numSegments: number;
  readonly channel: Channel;
  /** Present if Twilio's Advanced Opt-Out recognized a keyword. Twilio answers such a message itself. */
  readonly optOutType?: 'STOP' | 'START' | 'HELP';
  /** City of the sender's number, if Twilio knows it. */
  readonly fromCity?: string;
  /** State or province of the sender's number, if Twilio knows it. */
  readonly fromState?: string;
  /** Postal code of the sender's number, if Twilio knows it. */
  readonly fromZip?: string;
  /** Country of the sender's number, such as `US`, if Twilio knows it. */
  readonly fromCountry?: string;
  /** City of your number, if Twilio knows it. */
  readonly toCity?: string;
  /** State or province of your number, if Twilio knows it. */
  readonly toState?: string;
  /** Postal code of your number, if Twilio knows it. */
  readonly toZip?: string;
  /** Country of your number, such as `US`, if Twilio knows it. */
  readonly toCountry?: string;
  /** The sender's name on WhatsApp. */
  readonly profileName?: string;
  /** All parameters that Twilio sent, by Twilio's names. The first value of a repeated name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A downloaded attachment. */
export interface FetchedMedia {
  /** MIME type from the server. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Options of `fetchMedia`. */
export interface FetchMediaOptions {
  /** Maximum size in bytes. A larger attachment is an error. @default - 16 MiB, the limit of WhatsApp (MMS: 5 MB) */
  readonly maxBytes?: number;
  /**
   * Cancels the download.
   *
   * @default - the download is cancelled when the time for a reply is over, or after 10 s outside of a reply handler
   */
  readonly signal?: AbortSignal;
}

/** The second argument of a reply handler. */
export interface ReplyContext {
  /** Id of the Lambda invocation. It is also in the logs. */
  readonly requestId: string;
  /**
   * Identifies the message, to make side effects idempotent: it is the same each time Twilio or, in asynchronous mode,
   * the queue delivers the message again. 64 hexadecimal digits.
   */
  readonly idempotencyKey: string;
  /** Aborts when the time for a reply is over. Pass it to `fetch` and the AWS SDK. */
  readonly signal: AbortSignal;
  /**
   * Milliseconds until the time for a reply is over. Twilio waits 15 seconds in all. In asynchronous mode, the worker's
   * time-out decides.
   */
  remainingTimeInMillis(): number;
  /**
   * Downloads an attachment of the message from Twilio, with the account's credentials. Rejects for any other URL, a
   * status other than 200, or an attachment that is too large.
   */
  fetchMedia(media: Pick<InboundMedia, 'url'>, options?: FetchMediaOptions): Promise<FetchedMedia>;
}

/** One message to send. It needs a `body` or `media`. */
export interface ReplyMessage {
  /**
   * A body of more than 1,600 characters is sent as several messages. A blank body is not sent.
   *
   * @default - only media are sent
   */
  readonly body?: string;
  /** URLs of at most 10 attachments, which Twilio downloads. @default - no attachments */
  readonly media?: string | readonly string[];
  /** Number or address of the recipient. @default - the sender of the message */
  readonly to?: string;
  /** Number or address of the sender. @default - the number that received the message */
  readonly from?: string;
  /** URL that Twilio sends the delivery status of the reply to. @default - none */
  readonly statusCallback?: string;
}

/** A body, a message, a list of messages, or nothing. White space alone counts as nothing. */
export type Reply = string | ReplyMessage | readonly ReplyMessage[] | undefined | void;

/** A reply handler: a module's default export or its export `reply`. */
export type ReplyFunction = (message: InboundMessage, context: ReplyContext) => Reply | Promise<Reply>;
