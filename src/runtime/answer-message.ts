import type { InboundMessage, ReplyFunction } from './contract';
import type { LogEntry } from './log';
import { optsOut } from './opt-out';
import { toMessages } from './reply';
import { emptyResponse, twimlResponse, type WebhookResponse } from './response';
import { runReply } from './run-reply';
import { describeError, sensitiveValues } from './scrub';
import { EMPTY_TWIML, toTwiml } from './twiml';

/** How messages are answered. */
export interface ReplySettings {
  /** Rejects if the reply module cannot be loaded. */
  readonly reply: () => Promise<ReplyFunction>;
  /** What the sender gets when the reply handler fails; without it the webhook answers 500. */
  readonly errorReply?: string;
  readonly replyToOptOut: boolean;
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
  invocation: { requestId: string; deadline: number; authToken: string },
): Promise<Answer> {
  const { now } = settings;
  const started = now();
  try {
    const messages = toMessages(await runReply(await settings.reply(), message, { ...invocation, now }));
    const twiml = toTwiml(messages);
    const handlerMs = now() - started;
    if (messages.length === 0) {
      return { response: twimlResponse(twiml), entry: { level: 'INFO', message: 'No reply', outcome: 'no_reply', handlerMs } };
    }
    if (optsOut(message) && !settings.replyToOptOut) {
      return {
        response: twimlResponse(EMPTY_TWIML),
        entry: { level: 'INFO', message: 'The sender opted out: Twilio would refuse a reply (21610)', outcome: 'reply_suppressed', handlerMs },
      };
    }
    return { response: twimlResponse(twiml), entry: { level: 'INFO', message: 'Replied', outcome: 'replied', handlerMs } };
  } catch (error) {
    return {
      // 500, so that Twilio goes on to the fallback URL of the number.
      response: settings.errorReply === undefined ? emptyResponse(500) : twimlResponse(toTwiml([{ body: settings.errorReply }])),
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
