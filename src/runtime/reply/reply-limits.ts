import { MAX_BODY_LENGTH } from './split-body';

/** How many messages one reply may have, depending on how it is sent. */
export interface ReplyLimits {
  readonly maxMessages: number;
  /** What to do about a longer reply, for the error. */
  readonly advice: string;
}

/** Bounds the time for splitting a reply, and the size of a reply that deduplication stores. */
export const MAX_REPLY_LENGTH = 64_000;

/**
 * Twilio's REST API has no limit for several messages. A reply of `MAX_REPLY_LENGTH` fits, whatever its words are: two
 * neighbouring parts have more than `MAX_BODY_LENGTH` characters together.
 */
export const REST_LIMITS: ReplyLimits = {
  maxMessages: 2 * MAX_REPLY_LENGTH / MAX_BODY_LENGTH,
  advice: 'Return a shorter reply, or set truncateLongReply.',
};

/** Twilio runs at most 10 `<Message>` of one response. Source: Twilio, "Error 14109". */
export const RESPONSE_LIMITS: ReplyLimits = {
  maxMessages: 10,
  advice: 'Return a shorter reply, set truncateLongReply, or use ReplyMode.asynchronous(), '
    + `which sends up to ${REST_LIMITS.maxMessages} messages.`,
};
