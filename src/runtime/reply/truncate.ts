import { MAX_BODY_LENGTH, splitBody } from './split-body';
import type { ReplyMessage } from '../../shared/reply-contract';

/** Ends the last message of a truncated reply. Not "…", which makes an SMS twice as long: GSM-7 does not have it. */
const MARK = '...';

/** Keeps the first messages, and marks the last of them. Its last word gives way if there is no room for the mark. */
export function truncate(messages: readonly ReplyMessage[], count: number): readonly ReplyMessage[] {
  const kept = messages.slice(0, count);
  return kept.map((message, i) => (i < kept.length - 1 ? message : { ...message, body: marked(message.body) }));
}

function marked(body = ''): string {
  return splitBody(body, MAX_BODY_LENGTH - MARK.length)[0] + MARK;
}
