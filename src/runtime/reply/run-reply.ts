import type { InboundMessage, Reply, ReplyContext, ReplyFunction } from '../../shared/contract';
import type { FetchMedia } from '../media/fetch-media';

/** What the handler is told of the invocation. */
export interface RunReplyOptions {
  readonly requestId: string;
  /** Called only when the handler asks for it. */
  readonly idempotencyKey: () => string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly now: () => number;
  /** The key that the message was verified with. */
  readonly authToken?: string;
  /** Downloads attachments. Without it `context.fetchMedia` rejects. */
  readonly fetchMedia?: FetchMedia;
}

/** Thrown when the handler is still at work at the deadline. */
export class ReplyTimeout extends Error {
  constructor(milliseconds: number) {
    super(`The reply handler was still running ${milliseconds} ms after it was called: there is no more time`);
    this.name = 'ReplyTimeout';
  }
}

/**
 * Calls the reply handler and waits for it until the deadline. Its signal aborts then, and what it returns later is
 * dropped.
 *
 * @throws what the handler throws
 * @throws ReplyTimeout at the deadline
 */
export async function runReply(
  reply: ReplyFunction,
  message: InboundMessage,
  options: RunReplyOptions,
): Promise<Reply> {
  const { requestId, deadline, now, authToken = '', fetchMedia = noMedia } = options;
  const started = now();
  let timedOut: ReplyTimeout | undefined;
  let controller: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      timedOut = new ReplyTimeout(now() - started);
      controller?.abort(timedOut);
      reject(timedOut);
    }, Math.max(0, deadline - started));
  });
  const context: ReplyContext = {
    requestId,
    get idempotencyKey() {
      return options.idempotencyKey();
    },
    // Made when it is asked for: most handlers do not, and it is the dearest object of a text.
    get signal() {
      controller ??= new AbortController();
      if (timedOut) {
        controller.abort(timedOut);
      }
      return controller.signal;
    },
    remainingTimeInMillis: () => Math.max(0, deadline - now()),
    // Bound to the key that verified the message, so that no token has to reach the handler.
    fetchMedia: async (media, { maxBytes, signal = context.signal } = {}) =>
      fetchMedia(media, { accountSid: message.accountSid, authToken, maxBytes, signal }),
  };
  try {
    return await Promise.race([(async () => reply(message, context))(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function noMedia(): Promise<never> {
  throw new Error('Attachments cannot be downloaded here');
}
