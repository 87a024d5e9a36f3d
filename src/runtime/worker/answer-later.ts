import { AttemptProgress } from './attempt-progress';
import { Failure } from './failure';
import { sendReply, type SendReplyOptions } from './send-reply';
import type { WorkerParts } from './worker-parts';
import type { InboundMessage, ReplyFunction, ReplyMessage } from '../../shared/reply-contract';
import { optsOut } from '../reply/opt-out';
import { type Messages, toMessages } from '../reply/reply';
import { NoReplyFunction } from '../reply/reply-module';
import { runReply, type RunReplyOptions } from '../reply/run-reply';
import { type Credentials, NoCredentials } from '../twilio/credentials';
import type { OutgoingMessage } from '../twilio/send-message';

/** The result of an attempt that did not fail. */
export interface Answered {
  readonly outcome: 'replied' | 'no_reply' | 'reply_suppressed' | 'duplicate';
  /** SIDs of the messages that were sent. */
  readonly replySids: readonly string[];
  /** Present if another attempt would repeat what this one sent. */
  readonly deduplication?: 'unavailable';
  /** Present if the end of the reply was cut off. */
  readonly truncated?: true;
}

/** One attempt at a message, in one invocation of the worker. */
export interface Attempt extends Pick<RunReplyOptions, 'requestId' | 'idempotencyKey'> {
  /** 1 for the first. A number above the maximum means that no attempt recorded a result. */
  readonly number: number;
  /** Until when the reply handler may run. */
  readonly handlerDeadline: number;
  /** Until when replies may be sent. */
  readonly sendDeadline: number;
  /** Credentials for the account of the message, the likeliest first. */
  readonly credentials: readonly Credentials[];
}

/** The credentials to send with. Read before the handler runs, whose work would be lost without them. */
export async function readCredentials(
  { accountSid }: InboundMessage,
  { credentials }: WorkerParts,
): Promise<readonly Credentials[]> {
  try {
    return await credentials.credentials(accountSid);
  } catch (error) {
    if (!(error instanceof NoCredentials)) throw error;
    const { reason, message, remedy } = error;
    throw new Failure(reason, message, { cause: error, remedy });
  }
}

/**
 * One attempt at a message. It runs the reply handler and sends the reply. If an earlier attempt is remembered, it only
 * sends the rest of that reply. After the last attempt it only checks whether one of them answered.
 *
 * @throws Failure that says whether another attempt makes sense
 */
export async function answerLater(message: InboundMessage, parts: WorkerParts, attempt: Attempt): Promise<Answered> {
  const progress = await AttemptProgress.start(attempt.idempotencyKey(), await parts.progress?.());
  if (progress.now.isDone) {
    return { outcome: 'duplicate', replySids: progress.now.sids };
  }
  if (attempt.number > parts.maxAttempts) {
    const detail = `All ${parts.maxAttempts} attempts ended without a result: Lambda stopped or could not start the `
      + 'worker, or the message could not be sent to the dead-letter queue';
    throw new Failure('worker_ended', detail, { isPermanent: true });
  }
  const stored = progress.now.messages && { messages: progress.now.messages, isTruncated: false };
  const { messages, isTruncated } = stored ?? await replyTo(message, parts, attempt);
  const sendable = messages.filter(({ to = message.from }) => isAllowed(message, to, parts.replyToOptOut));
  const replySids = await send(sendable, message, parts, attempt, progress);
  return {
    outcome: messages.length === 0 ? 'no_reply' : sendable.length === 0 ? 'reply_suppressed' : 'replied',
    replySids,
    ...(progress.isUncertain && { deduplication: 'unavailable' }),
    ...(isTruncated && { truncated: true }),
  };
}

/** Sends the error reply after all attempts failed. */
export async function sendErrorReply(message: InboundMessage, parts: WorkerParts, attempt: Attempt): Promise<void> {
  if (parts.errorReply !== undefined && isAllowed(message, message.from, parts.replyToOptOut)) {
    const progress = await AttemptProgress.start(`error#${attempt.idempotencyKey()}`, await parts.progress?.());
    if (!progress.now.isDone) await send(toMessages(parts.errorReply).messages, message, parts, attempt, progress);
  }
}

async function replyTo(
  message: InboundMessage,
  parts: WorkerParts,
  attempt: Attempt,
): Promise<Messages> {
  // Loading the module counts as the handler's work: a module that never loads must not outlast the deadline either.
  const reply: ReplyFunction = async (...call) => (await parts.reply())(...call);
  const returned = await runReply(reply, message, {
    requestId: attempt.requestId,
    idempotencyKey: attempt.idempotencyKey,
    deadline: attempt.handlerDeadline,
    now: parts.now,
    fetchMedia: parts.fetchMedia,
  }).catch((cause) => {
    throw cause instanceof NoReplyFunction
      ? invalidReply(cause)
      : new Failure('handler_failed', 'The reply handler failed', { cause });
  });
  try {
    return toMessages(returned, { truncateLongReply: parts.truncateLongReply });
  } catch (cause) {
    throw invalidReply(cause);
  }
}

/** Another attempt would end the same way. */
function invalidReply(cause: unknown): Failure {
  return new Failure('invalid_reply', 'The reply cannot be read', { isPermanent: true, cause });
}

/** Twilio rejects messages to a sender who opted out (21610), but not messages to somebody else. */
function isAllowed(message: InboundMessage, to: string, replyToOptOut: boolean): boolean {
  return replyToOptOut || to !== message.from || !optsOut(message);
}

/** Sends the messages that no earlier attempt sent. */
async function send(
  messages: readonly ReplyMessage[],
  message: InboundMessage,
  parts: WorkerParts,
  attempt: Attempt,
  progress: AttemptProgress,
): Promise<readonly string[]> {
  if (messages.length === 0) {
    await progress.advance({ messages, isDone: true });
    return [];
  }
  if (progress.now.messages === undefined) await progress.advance({ messages });
  const sending: SendReplyOptions = {
    sendMessage: parts.sendMessage,
    kind: parts.credentials.kind,
    credentials: attempt.credentials,
    freshCredentials: async () => parts.credentials.freshCredentials(message.accountSid),
    sent: progress.now.sids,
    onSent: async (sids) => progress.advance({ sids: [...sids], isDone: sids.length === messages.length }),
    deadline: attempt.sendDeadline,
    now: parts.now,
    sleep: parts.sleep,
  };
  try {
    return await sendReply(messages.map((reply) => addressed(reply, message)), sending);
  } catch (error) {
    // A reply that Twilio will never accept is forgotten: after a redrive the handler runs again.
    const isRejected = error instanceof Failure && error.options.isPermanent && progress.now.sids.length === 0;
    if (isRejected) await progress.advance({ messages: undefined });
    throw error;
  }
}

/** A Messaging Service that received the message also sends the reply, unless the handler chose another sender. */
function addressed(reply: ReplyMessage, message: InboundMessage): OutgoingMessage {
  const { body, media = [], to, from, statusCallback } = reply;
  return {
    to: to ?? message.from,
    from: from ?? message.to,
    messagingServiceSid: from === undefined ? message.messagingServiceSid : undefined,
    body,
    media: [media].flat(),
    statusCallback,
  };
}
