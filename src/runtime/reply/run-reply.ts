import type { InboundMessage, Reply, ReplyContext, ReplyFunction } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';
import type { FetchHandlerMedia } from '../media/media-module';

/** The invocation that the reply handler runs in. */
export interface RunReplyOptions {
  readonly requestId: string;
  /** Called only if the handler reads it. */
  readonly idempotencyKey: () => string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly now: () => number;
  /** Downloads attachments. @default - `context.fetchMedia` rejects */
  readonly fetchMedia?: FetchHandlerMedia;
}

/** Thrown if the handler is still running at the deadline. */
export class ReplyTimeout extends Error {
  constructor(milliseconds: number) {
    super(`The reply handler was still running after ${milliseconds} ms, when its time was over`);
    this.name = 'ReplyTimeout';
    ownError(this);
  }
}

/**
 * Calls the reply handler and waits for it until the deadline. Then its signal aborts, and a later reply is dropped.
 *
 * @throws whatever the handler throws
 * @throws ReplyTimeout at the deadline
 */
export async function runReply(
  reply: ReplyFunction,
  message: InboundMessage,
  options: RunReplyOptions,
): Promise<Reply> {
  const { requestId, deadline, now, fetchMedia = noMedia } = options;
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
    // Created on demand: most handlers do not use it, and no other object of a message costs as much.
    get signal() {
      controller ??= new AbortController();
      if (timedOut) {
        controller.abort(timedOut);
      }
      return controller.signal;
    },
    remainingTimeInMillis: () => Math.max(0, deadline - now()),
    // Bound to the account of the message, so that the handler needs no credentials.
    fetchMedia: async (media, { maxBytes, signal = context.signal } = {}) =>
      fetchMedia(media, { accountSid: message.accountSid, maxBytes, signal }),
  };
  try {
    return await Promise.race([(async () => reply(message, context))(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function noMedia(): Promise<never> {
  throw ownError(new Error('Attachments cannot be downloaded here'));
}
