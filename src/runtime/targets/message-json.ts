import type { InboundMessage } from '../../shared/reply-contract';

/** Characters that JSON does not escape and Amazon SQS rejects. Source: Amazon SQS API Reference, "SendMessage". */
const REJECTED_BY_SQS = /[\uFFFE\uFFFF]/g;

/**
 * The message as JSON, in characters that every AWS service accepts. Schema: `docs/schema/inbound-message.schema.json`.
 */
export function toJson(message: InboundMessage): string {
  return JSON.stringify(message).replace(REJECTED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
