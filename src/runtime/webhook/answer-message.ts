import { emptyResponse, twimlResponse, type WebhookResponse } from './response';
import type { InboundMessage, ReplyFunction } from '../../shared/contract';
import type { LogEntry } from '../log/log';
import { describeError, sensitiveValues } from '../log/scrub';
import type { FetchMedia } from '../media/fetch-media';
import { EMPTY_TWIML } from '../reply/empty-twiml';
import { optsOut } from '../reply/opt-out';
import { toMessages } from '../reply/reply';
import { runReply, type RunReplyOptions } from '../reply/run-reply';
import { toTwiml } from '../reply/twiml';
import { isUnavailable } from '../reply/unavailable';

/** How messages are answered. */
export interface ReplySettings {
  /** Rejects if the reply module cannot be loaded. */
  readonly reply: () => Promise<ReplyFunction>;
  /** What the sender gets when the reply handler fails; without it the webhook answers 500. */
  readonly errorReply?: string;
  readonly replyToOptOut: boolean;
  /** Downloads attachments. Without it `context.fetchMedia` rejects. */
  readonly fetchMedia?: FetchMedia;
  readonly now: () => number;
}

/** What is answered, and what the log says of it. */
export interface Answer {
  readonly response: WebhookResponse;
  readonly entry: LogEntry;
}

/** Runs the reply handler for a verified message and turns its reply, or its failure, into the webhook's answer. */
export async function answerMessage(
  message: InboundMessage,
  settings: ReplySettings,
  invocation: Omit<RunReplyOptions, 'now' | 'fetchMedia'> & { readonly authToken: string },
): Promise<Answer> {
  const { now } = settings;
  const started = now();
  const isRejected = optsOut(message) && !settings.replyToOptOut;
  // Loading the module counts as its work: one that never loads must not outlast the deadline either.
  const reply: ReplyFunction = async (...call) => (await settings.reply())(...call);
  try {
    const messages = toMessages(await runReply(reply, message, { ...invocation, now, fetchMedia: settings.fetchMedia }));
    // Twilio rejects what goes to a sender who opted out, not what goes to somebody else.
    const allowed = isRejected ? messages.filter(({ to = message.from }) => to !== message.from) : messages;
    const twiml = toTwiml(allowed);
    const handlerMs = now() - started;
    if (messages.length === 0) {
      return { response: twimlResponse(twiml), entry: { level: 'INFO', message: 'No reply', outcome: 'no_reply', handlerMs } };
    }
    if (allowed.length === 0) {
      return {
        response: twimlResponse(EMPTY_TWIML),
        entry: { level: 'INFO', message: 'The sender opted out: Twilio would reject a reply (21610)', outcome: 'reply_suppressed', handlerMs },
      };
    }
    return { response: twimlResponse(twiml), entry: { level: 'INFO', message: 'Replied', outcome: 'replied', handlerMs } };
  } catch (error) {
    return {
      response: failureResponse(error, settings.errorReply, isRejected),
      entry: {
        level: 'ERROR',
        message: 'The reply handler failed',
        outcome: 'failed',
        reason: 'handler_failed',
        handlerMs: now() - started,
        error: describeError(error, [invocation.authToken, ...sensitiveValues(message.parameters)]),
      },
    };
  }
}

/** 5xx, so that Twilio goes on to the fallback URL of the number. */
function failureResponse(error: unknown, errorReply: string | undefined, isRejected: boolean): WebhookResponse {
  if (isUnavailable(error)) {
    return emptyResponse(503);
  }
  return errorReply === undefined ? emptyResponse(500) : twimlResponse(isRejected ? EMPTY_TWIML : toTwiml([{ body: errorReply }]));
}
