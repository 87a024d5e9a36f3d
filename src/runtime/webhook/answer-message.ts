import { emptyResponse, twimlResponse, type WebhookResponse } from './response';
import type { InboundMessage, ReplyFunction } from '../../shared/reply-contract';
import type { LogEntry } from '../log/log';
import { describeError, sensitiveValues } from '../log/scrub';
import type { FetchHandlerMedia } from '../media/media-module';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import { fitTwiml } from '../reply/fit-twiml';
import { optsOut } from '../reply/opt-out';
import { toMessages } from '../reply/reply';
import { RESPONSE_LIMITS } from '../reply/reply-limits';
import { runReply, type RunReplyOptions } from '../reply/run-reply';
import { toTwiml } from '../reply/to-twiml';
import { isUnavailable } from '../reply/unavailable';

/** How messages are answered. */
export interface ReplySettings {
  /** Rejects if the reply module cannot be loaded. */
  readonly reply: () => Promise<ReplyFunction>;
  /** Sent when the reply handler fails. @default - the webhook answers 500 */
  readonly errorReply?: string;
  readonly replyToOptOut: boolean;
  /** Whether a reply that Twilio does not accept in one response is truncated. @default - it is an error */
  readonly truncateLongReply?: boolean;
  /** Downloads attachments. @default - `context.fetchMedia` rejects */
  readonly fetchMedia?: FetchHandlerMedia;
  readonly now: () => number;
}

/** The answer to a request, and its line in the log. */
export interface Answer {
  readonly response: WebhookResponse;
  readonly entry: LogEntry;
}

/** Runs the reply handler for a verified message and turns its reply, or its failure, into the webhook's answer. */
export async function answerMessage(
  message: InboundMessage,
  settings: ReplySettings,
  invocation: Omit<RunReplyOptions, 'now' | 'fetchMedia'> & { readonly secret: string },
): Promise<Answer> {
  const { now, fetchMedia, truncateLongReply = false } = settings;
  const started = now();
  const isSuppressed = optsOut(message) && !settings.replyToOptOut;
  // Loading the module counts as the handler's work: a module that never loads must not outlast the deadline either.
  const reply: ReplyFunction = async (...call) => (await settings.reply())(...call);
  const answered = (outcome: LogEntry['outcome'], logged: string, twiml: string): Answer => ({
    response: twimlResponse(twiml),
    entry: { level: 'INFO', message: logged, outcome, handlerMs: now() - started },
  });
  try {
    const returned = await runReply(reply, message, { ...invocation, now, fetchMedia });
    const { messages, isTruncated } = toMessages(returned, { limits: RESPONSE_LIMITS, truncateLongReply });
    // Twilio rejects replies to a sender who opted out, but not messages to somebody else.
    const allowed = isSuppressed ? messages.filter(({ to = message.from }) => to !== message.from) : messages;
    const { twiml, isTruncated: isTooLarge } = fitTwiml(allowed, truncateLongReply);
    if (messages.length === 0) {
      return answered('no_reply', 'No reply', twiml);
    }
    if (allowed.length === 0) {
      return answered('reply_suppressed', 'The sender opted out: Twilio would reject a reply (21610)', EMPTY_TWIML);
    }
    const answer = answered('replied', 'Replied', twiml);
    return isTruncated || isTooLarge ? { ...answer, entry: { ...answer.entry, ...TRUNCATED } } : answer;
  } catch (error) {
    return {
      response: failureResponse(error, settings.errorReply, isSuppressed),
      entry: {
        level: 'ERROR',
        message: 'The reply handler failed',
        outcome: 'failed',
        reason: 'handler_failed',
        handlerMs: now() - started,
        error: describeError(error, [invocation.secret, ...sensitiveValues(message.parameters)]),
      },
    };
  }
}

const TRUNCATED = { level: 'WARN', message: 'Replied. The end of the reply was cut off', truncated: true } as const;

/** A 5xx makes Twilio call the number's fallback URL. */
function failureResponse(error: unknown, errorReply: string | undefined, isSuppressed: boolean): WebhookResponse {
  if (isUnavailable(error)) {
    return emptyResponse(503);
  }
  if (errorReply === undefined) {
    return emptyResponse(500);
  }
  return twimlResponse(isSuppressed ? EMPTY_TWIML : toTwiml(toMessages(errorReply).messages));
}
