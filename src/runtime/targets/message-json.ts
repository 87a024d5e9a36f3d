import type { InboundMessage } from '../../shared/contract';

/** Two characters that JSON leaves as they are and Amazon SQS refuses. Source: Amazon SQS API Reference, "SendMessage". */
const REFUSED_BY_SQS = /[\uFFFE\uFFFF]/g;

/** The message as JSON, in characters that every AWS service takes. Held against `docs/schema/inbound-message.schema.json`. */
export function toJson(message: InboundMessage): string {
  return JSON.stringify(message).replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
