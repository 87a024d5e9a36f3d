import { readMessage } from './read-message';
import { MAX_REPLY_LENGTH, REST_LIMITS, type ReplyLimits } from './reply-limits';
import { splitBody } from './split-body';
import { truncate } from './truncate';
import { wrongReply } from './wrong-reply';
import { withoutForbiddenCharacters } from './xml-characters';
import type { Reply, ReplyMessage } from '../../shared/reply-contract';

/** Options of `toMessages`. */
export interface ToMessagesOptions {
  /** @default - the limits of Twilio's REST API */
  readonly limits?: ReplyLimits;
  /** Whether a longer reply is truncated. @default false, it is an error */
  readonly truncateLongReply?: boolean;
}

/** A reply as Twilio accepts it. */
export interface Messages {
  readonly messages: readonly ReplyMessage[];
  /** Whether the end of the reply is missing. */
  readonly isTruncated: boolean;
}

/**
 * Turns what a handler returned into messages that Twilio accepts. A body that is too long becomes several messages,
 * and its media go with the first one. A blank body is no message.
 *
 * @throws TypeError if it is not a reply, or is too long; the error never holds a value
 */
export function toMessages(reply: Reply, options: ToMessagesOptions = {}): Messages {
  const { limits = REST_LIMITS, truncateLongReply = false } = options;
  const written = (reply ?? '') === '' ? [] : Array.isArray(reply) ? reply.map(assertNoText) : [toMessage(reply)];
  const read = written.flatMap((message) => readMessage(message) ?? []);

  const length = read.reduce((sum, { body = '' }) => sum + body.length, 0);
  if (length > MAX_REPLY_LENGTH && !truncateLongReply) {
    throw tooLong(`${length} characters`, MAX_REPLY_LENGTH, limits);
  }
  const messages = (length > MAX_REPLY_LENGTH ? withinLength(read) : read).flatMap(split);
  if (messages.length > limits.maxMessages && !truncateLongReply) {
    throw tooLong(`${messages.length} messages`, limits.maxMessages, limits);
  }
  const isTruncated = length > MAX_REPLY_LENGTH || messages.length > limits.maxMessages;
  return { messages: isTruncated ? truncate(messages, limits.maxMessages) : messages, isTruncated };
}

function tooLong(found: string, limit: number, { advice }: ReplyLimits): TypeError {
  return wrongReply(`The reply has ${found}: at most ${limit} can be sent. ${advice}`);
}

function toMessage(reply: unknown): unknown {
  return typeof reply === 'string' ? { body: reply } : reply;
}

function assertNoText(message: unknown): unknown {
  if (typeof message === 'string') {
    throw wrongReply('Each message in a list must be an object with a body or media, got a value of type string');
  }
  return message;
}

/** The beginning of the reply, up to the longest that is split. */
function withinLength(messages: readonly ReplyMessage[]): readonly ReplyMessage[] {
  let left = MAX_REPLY_LENGTH;
  return messages.flatMap((message) => {
    const { body = '' } = message;
    const room = left;
    left -= body.length;
    if (left >= 0) return [message];
    const start = withoutForbiddenCharacters(body.slice(0, Math.max(0, room))); // without half of a surrogate pair
    return start.trim() === '' ? [] : [{ ...message, body: start }];
  });
}

function split(message: ReplyMessage): readonly ReplyMessage[] {
  const { body = '', media: _, ...addresses } = message;
  const [first, ...others] = splitBody(body);
  const rest = others.map((part) => ({ ...addresses, body: part }));
  return first === body ? [message] : [{ ...message, body: first }, ...rest];
}
