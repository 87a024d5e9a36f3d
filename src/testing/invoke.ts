import { randomUUID } from 'node:crypto';
import { requestEvent } from './request-event';
import { AUTH_TOKEN, signedRequest } from './signed-request';
import type { InboundFields } from './twilio-parameters';
import { twimlMessages } from './twiml-messages';
import { KeyRing } from '../runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT } from '../runtime/auth-token/secret-format';
import type { LogEntry } from '../runtime/log/log';
import { createWebhookHandler } from '../runtime/webhook/webhook-handler';
import type { FetchedMedia, FetchMediaOptions, InboundMedia, ReplyFunction, ReplyMessage } from '../shared/reply-contract';
import { TWILIO_TIMEOUT_MILLIS } from '../shared/twilio-limits';

/** Options of `invoke`. They do the same as the construct's props of the same names. */
export interface InvokeOptions {
  /** Reply to the sender when the reply handler fails. @default - the webhook answers 500 */
  readonly errorReply?: string;
  /** Whether a sender who opts out gets a reply. @default false */
  readonly replyToOptOut?: boolean;
  /** Whether a reply that is too long for one response is truncated. @default false, it is an error */
  readonly truncateLongReply?: boolean;
  /** Time-out of the function. The reply handler has 500 ms less, and at most 13 seconds. @default 15000 */
  readonly timeoutMillis?: number;
  /** Replaces the download from Twilio. @default - `context.fetchMedia` rejects, since tests need no network */
  fetchMedia?(media: Pick<InboundMedia, 'url'>, options: FetchMediaOptions): Promise<FetchedMedia>;
}

/** The gateway's answer to a message. */
export interface InvokeResult {
  /** HTTP status of the answer. */
  readonly status: number;
  /** The messages that Twilio would send. */
  readonly messages: readonly ReplyMessage[];
  /** Body of the answer. */
  readonly twiml: string;
  /**
   * The line in the log. `log.error` describes the error of a reply handler, without values that must not be logged.
   */
  readonly log: LogEntry;
}

/**
 * Runs a reply handler as the gateway does. It sends a signed request through the code that runs in Lambda, which
 * verifies and reads it, calls the handler and turns the reply into TwiML.
 *
 * @example
 * const { messages } = await invoke(reply, { body: 'Hello', from: '+15005550006' });
 * expect(messages).toEqual([{ body: 'Hello yourself' }]);
 */
export async function invoke(
  reply: ReplyFunction,
  message: InboundFields,
  options: InvokeOptions = {},
): Promise<InvokeResult> {
  const { errorReply, replyToOptOut = false, truncateLongReply, timeoutMillis = TWILIO_TIMEOUT_MILLIS } = options;
  const { fetchMedia } = options;
  const log: LogEntry[] = [];
  const handler = createWebhookHandler({
    keyRing: new KeyRing({
      read: async () => ({ versionId: 'testing', secretString: AUTH_TOKEN, createdAt: 0 }),
      secretArn: 'testing',
      format: AUTH_TOKEN_FORMAT,
      now: Date.now,
    }),
    reply: async () => reply,
    url: { scheme: 'https' },
    errorReply,
    replyToOptOut,
    truncateLongReply,
    fetchMedia: fetchMedia && (async (media, { maxBytes, signal }) => fetchMedia(media, { maxBytes, signal })),
    log: (entry) => log.push(entry),
    now: Date.now,
  });
  const end = Date.now() + timeoutMillis;
  const { statusCode, body } = await handler(requestEvent(signedRequest(message)), {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => end - Date.now(),
  });
  return { status: statusCode, messages: twimlMessages(body), twiml: body, log: log[0] };
}
