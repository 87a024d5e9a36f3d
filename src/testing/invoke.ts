import { randomUUID } from 'node:crypto';
import { httpApiEvent } from './http-api-event';
import type { InboundFields } from './inbound-message';
import { AUTH_TOKEN, signedRequest } from './signed-request';
import { twimlMessages } from './twiml-messages';
import { KeyRing } from '../runtime/auth-token/key-ring';
import type { LogEntry } from '../runtime/log/log';
import { createWebhookHandler } from '../runtime/webhook/webhook-handler';
import type { FetchedMedia, FetchMediaOptions, InboundMedia, ReplyFunction, ReplyMessage } from '../shared/contract';

/** How the gateway is set up: as the props of the same names do. */
export interface InvokeOptions {
  /** @default - the webhook answers 500 */
  readonly errorReply?: string;
  /** @default false */
  readonly replyToOptOut?: boolean;
  /** How long the function may run. The gateway gives the reply up half a second before that, and after 13 seconds. @default 15000 */
  readonly timeoutMillis?: number;
  /** Stands in for Twilio's media store. @default - `context.fetchMedia` rejects: a test is to need no network */
  fetchMedia?(media: Pick<InboundMedia, 'url'>, options: FetchMediaOptions): Promise<FetchedMedia>;
}

/** What the gateway made of a message. */
export interface InvokeResult {
  /** HTTP status that Twilio would get. */
  readonly status: number;
  /** What Twilio would send. */
  readonly messages: readonly ReplyMessage[];
  /** What was answered. */
  readonly twiml: string;
  /** The line in the log. `log.error` is what a handler failed with, without what must not be logged. */
  readonly log: LogEntry;
}

/**
 * Runs a reply function as the gateway does: a signed request is verified, read, answered and turned into TwiML by the
 * same code that runs in Lambda.
 *
 * @example
 * const { messages } = await invoke(reply, { body: 'Hello', from: '+15005550006' });
 * expect(messages).toEqual([{ body: 'Hello yourself' }]);
 */
export async function invoke(reply: ReplyFunction, message: InboundFields, options: InvokeOptions = {}): Promise<InvokeResult> {
  const { errorReply, replyToOptOut = false, timeoutMillis = 15_000, fetchMedia } = options;
  const log: LogEntry[] = [];
  const handler = createWebhookHandler({
    keyRing: new KeyRing({
      read: async () => ({ versionId: 'testing', secretString: AUTH_TOKEN, createdAt: 0 }),
      secretArn: 'testing',
      now: Date.now,
    }),
    reply: async () => reply,
    url: { scheme: 'https' },
    errorReply,
    replyToOptOut,
    fetchMedia: fetchMedia && (async (media, { maxBytes, signal }) => fetchMedia(media, { maxBytes, signal })),
    log: (entry) => log.push(entry),
    now: Date.now,
  });
  const end = Date.now() + timeoutMillis;
  const { statusCode, body } = await handler(httpApiEvent(signedRequest(message)), {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => end - Date.now(),
  });
  return { status: statusCode, messages: twimlMessages(body), twiml: body, log: log[0] };
}
