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

/** An attachment that was downloaded. */
export interface FetchedMedia {
  /** MIME type, as the server names it. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** How an attachment is downloaded. */
export interface FetchMediaOptions {
  /** A larger attachment is an error. @default - 16 MiB, as much as WhatsApp takes; MMS take 5 MB */
  readonly maxBytes?: number;
  /** Ends the download. @default - when the time for an answer is over, or after 10 seconds outside of a reply handler */
  readonly signal?: AbortSignal;
}

/** What a reply handler gets besides the message. */
export interface ReplyContext {
  /** Id of the Lambda invocation, as in the logs. */
  readonly requestId: string;
  /**
   * The same each time that the same text is delivered: Twilio and, in asynchronous mode, the queue may deliver it again.
   * For a handler that must not do a thing twice. 64 hexadecimal digits.
   */
  readonly idempotencyKey: string;
  /** Aborts when the time for an answer is over. Pass it to `fetch` and the AWS SDK. */
  readonly signal: AbortSignal;
  /** Milliseconds until the answer is given up. Twilio waits 15 seconds in all; a worker, as long as its time-out allows. */
  remainingTimeInMillis(): number;
  /**
   * Downloads an attachment of the message from Twilio, with the account's credentials: those that the message was
   * verified with. Rejects for any other URL, a status that is not 200, or an attachment that is too large.
   */
  fetchMedia(media: Pick<InboundMedia, 'url'>, options?: FetchMediaOptions): Promise<FetchedMedia>;
}

/** One message to send back. It needs a `body` or `media`. */
export interface ReplyMessage {
  readonly body?: string;
  /** URLs of attachments, which Twilio fetches: at most 10. */
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
