import { MAX_BODY_LENGTH, splitBody } from './split-body';
import { withoutForbiddenCharacters } from './xml-characters';
import type { Reply, ReplyMessage } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';

/** Twilio runs at most 10 `<Message>` of one answer. Source: Twilio, "Error 14109". */
export const MAX_MESSAGES = 10;

/**
 * Twilio takes at most 10 media in one message. Source: Twilio, "21623: Number of media files exceeds allowed limit".
 */
export const MAX_MEDIA = 10;

/** A longer body cannot fit, whatever blanks are dropped from it: TwiML is limited to 64 kB. */
const MAX_TOTAL_LENGTH = 64_000;

/** An error lists at most this many fields of a wrong reply. */
const MAX_NAMES = 5;

/**
 * Turns what a handler returned into messages that Twilio accepts. A body that is too long becomes several messages,
 * and its media go with the first one.
 *
 * @throws TypeError if it is not a reply; the error names the kind of what was returned, never the value
 */
export function toMessages(reply: Reply): readonly ReplyMessage[] {
  if (reply === undefined || reply === null || reply === '') {
    return [];
  }
  const returned = typeof reply === 'string' ? [{ body: reply }] : Array.isArray(reply) ? reply : [reply];
  const messages = returned.flatMap((message) => split(message, Array.isArray(reply)));
  if (messages.length > MAX_MESSAGES) {
    throw wrong(`The reply has ${messages.length} messages: Twilio sends at most ${MAX_MESSAGES}`);
  }
  return messages;
}

function split(message: unknown, isOneOfSeveral: boolean): readonly ReplyMessage[] {
  if (isOneOfSeveral && typeof message === 'string') {
    throw wrong('Each message in a list must be an object with a body or media, got a value of type string');
  }
  check(message);
  const { body: written, media, ...addresses } = message;
  if (written === undefined) {
    return [message];
  }
  // TwiML cannot hold them. The asynchronous mode sends the same, so that a handler works alike in both modes.
  const body = withoutForbiddenCharacters(written);
  if (body === '' && written !== '' && !hasMedia(media)) {
    return [];
  }
  const [first, ...others] = splitBody(body);
  if (first === written) {
    return [message];
  }
  const start = { ...message, body: first };
  check(start); // a body of blanks alone may be empty now
  return [start, ...others.map((part) => ({ ...addresses, body: part }))];
}

function hasMedia(media: ReplyMessage['media'] = []): boolean {
  return media.length > 0;
}

function check(message: unknown): asserts message is ReplyMessage {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw wrong(`A reply must be a string, a message, a list of messages or nothing, got ${kindOf(message)}`);
  }
  const { body, media, ...addresses } = message as Record<string, unknown>;
  if (body !== undefined && typeof body !== 'string') {
    throw wrong(`body of a reply must be a string, got ${kindOf(body)}`);
  }
  if (body !== undefined && body.length > MAX_TOTAL_LENGTH) {
    const most = `${MAX_MESSAGES} messages of ${MAX_BODY_LENGTH} characters`;
    throw wrong(`body of a reply has ${body.length} characters: Twilio sends at most ${most}`);
  }
  const urls = media === undefined ? [] : Array.isArray(media) ? media : [media];
  if (!urls.every((url) => typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url))) {
    throw wrong('media of a reply must be absolute http or https URLs');
  }
  if (urls.length > MAX_MEDIA) {
    throw wrong(`The reply has ${urls.length} media in one message: Twilio accepts at most ${MAX_MEDIA}`);
  }
  for (const name of ['to', 'from', 'statusCallback']) {
    const value = addresses[name];
    if (value !== undefined && typeof value !== 'string') {
      throw wrong(`${name} of a reply must be a string, got ${kindOf(value)}`);
    }
    if (value?.trim() === '') {
      throw wrong(`${name} of a reply must not be empty. Leave it out to use the default`);
    }
  }
  if (!body && urls.length === 0) {
    const names = Object.keys(message).slice(0, MAX_NAMES).join(', ') || 'nothing';
    throw wrong(`A reply message needs a body or media, but it has ${names}`, names);
  }
}

function wrong(message: string, ...foreign: readonly string[]): TypeError {
  return ownError(new TypeError(message), ...foreign);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
