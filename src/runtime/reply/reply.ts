import { splitBody } from './split-body';
import type { Reply, ReplyMessage } from '../../shared/contract';

/** Twilio runs at most 10 `<Message>` of one answer (error 14109). */
export const MAX_MESSAGES = 10;

/** Twilio takes at most 10 media in one message. Source: Twilio, "21623: Number of media files exceeds allowed limit". */
export const MAX_MEDIA = 10;

/** How many names of what was returned instead of a message are told. */
const MAX_NAMES = 5;

/**
 * What a handler returned, as a list of messages that Twilio takes: a body that is too long becomes several. Its media go
 * with the first of them.
 *
 * @throws TypeError that says what was returned instead of a reply, by kind, never by value
 */
export function toMessages(reply: Reply): readonly ReplyMessage[] {
  if (reply === undefined || reply === null || reply === '') {
    return [];
  }
  const returned = typeof reply === 'string' ? [{ body: reply }] : Array.isArray(reply) ? reply : [reply];
  const messages = returned.flatMap((message) => split(message, Array.isArray(reply)));
  if (messages.length > MAX_MESSAGES) {
    throw new TypeError(`The reply has ${messages.length} messages: Twilio sends at most ${MAX_MESSAGES}`);
  }
  return messages;
}

function split(message: unknown, isOneOfSeveral: boolean): readonly ReplyMessage[] {
  if (isOneOfSeveral && typeof message === 'string') {
    throw new TypeError('Each of several messages is an object with a body or media, not a value of type string');
  }
  check(message);
  const { body = '', media, ...addresses } = message;
  const [first, ...others] = splitBody(body);
  if (first === body) {
    return [message];
  }
  const start = { ...message, body: first };
  check(start); // of nothing but blanks nothing may be left
  return [start, ...others.map((part) => ({ ...addresses, body: part }))];
}

function check(message: unknown): asserts message is ReplyMessage {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new TypeError(`A reply is text, a message, several messages or nothing, not ${kindOf(message)}`);
  }
  const { body, media, ...addresses } = message as Record<string, unknown>;
  if (body !== undefined && typeof body !== 'string') {
    throw new TypeError(`The body of a reply is text, not ${kindOf(body)}`);
  }
  const urls = media === undefined ? [] : Array.isArray(media) ? media : [media];
  if (!urls.every((url) => typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url))) {
    throw new TypeError('The media of a reply are absolute http or https URLs');
  }
  if (urls.length > MAX_MEDIA) {
    throw new TypeError(`The reply has ${urls.length} media in one message: Twilio takes at most ${MAX_MEDIA}`);
  }
  for (const name of ['to', 'from', 'statusCallback']) {
    if (addresses[name] !== undefined && typeof addresses[name] !== 'string') {
      throw new TypeError(`${name} of a reply is text, not ${kindOf(addresses[name])}`);
    }
  }
  if (!body && urls.length === 0) {
    throw new TypeError(`A reply message needs a body or media, and has ${Object.keys(message).slice(0, MAX_NAMES).join(', ') || 'nothing'}`);
  }
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
