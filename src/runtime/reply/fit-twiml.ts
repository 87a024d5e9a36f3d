import { toTwiml } from './to-twiml';
import { truncate } from './truncate';
import type { ReplyMessage } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';

/** Twilio rejects larger TwiML (error 11750). */
export const MAX_TWIML_BYTES = 64 * 1000;

/**
 * Writes messages as TwiML that Twilio accepts.
 *
 * @param truncateLongReply whether messages at the end are left out if the TwiML is too large
 * @throws RangeError if it still is
 */
export function fitTwiml(
  messages: readonly ReplyMessage[],
  truncateLongReply: boolean,
): { readonly twiml: string; readonly isTruncated: boolean } {
  const twiml = toTwiml(messages);
  const bytes = Buffer.byteLength(twiml);
  if (bytes <= MAX_TWIML_BYTES) {
    return { twiml, isTruncated: false };
  }
  if (!truncateLongReply || messages.length === 1) {
    throw ownError(new RangeError(`The reply is ${bytes} bytes of TwiML: Twilio accepts at most ${MAX_TWIML_BYTES}. `
      + 'Return a shorter reply, set truncateLongReply, or use ReplyMode.asynchronous(), which sends no TwiML.'));
  }
  return { ...fitTwiml(truncate(messages, messages.length - 1), truncateLongReply), isTruncated: true };
}
