import type { InboundMessage, Reply, ReplyFunction } from './contract';

/** Thrown when the handler is still at work at the deadline. */
export class ReplyTimeout extends Error {
  constructor(milliseconds: number) {
    super(`The reply handler was still running ${milliseconds} ms after it was called: Twilio waits no longer`);
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
  options: { requestId: string; deadline: number; now: () => number },
): Promise<Reply> {
  const { requestId, deadline, now } = options;
  const started = now();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new ReplyTimeout(now() - started);
      controller.abort(error);
      reject(error);
    }, Math.max(0, deadline - started));
  });
  const context = {
    requestId,
    signal: controller.signal,
    remainingTimeInMillis: () => Math.max(0, deadline - now()),
  };
  try {
    return await Promise.race([(async () => reply(message, context))(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
