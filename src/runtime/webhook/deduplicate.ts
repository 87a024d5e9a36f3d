import type { Answer } from './answer-message';
import type { Parameter } from './form';
import type { InboundMessage } from '../../shared/contract';
import type { ImportModule } from '../reply/reply-module';

/** A verified request with a message. Twilio may deliver a message more than once. */
export interface Delivery {
  readonly message: InboundMessage;
  /** Its parameters, as received. */
  readonly parameters: readonly Parameter[];
  /** SHA-256 of the text that was signed. */
  readonly key: string;
  /** When the answer has to be there, in milliseconds since 1970. */
  readonly deadline: number;
}

/**
 * Answers each message once, and copies of it with the same answer.
 *
 * @param answer runs the reply handler; called at most once, with the message's key: that of its first delivery
 * @throws Rejection 400 for a signed text that came before, cut into other parameters
 * @throws Rejection 503 where it is to answer only what it could look up, and cannot
 */
export type Deduplicate = (delivery: Delivery, answer: (key: string) => Promise<Answer>) => Promise<Answer>;

/** Beside the gateway's files where deduplication is on. */
const MODULE = './deduplication.mjs';

/** Loaded only where it is on: the other gateways have none of its code. */
export async function loadDeduplicate(importModule: ImportModule): Promise<Deduplicate> {
  return (await importModule(MODULE) as { deduplicate: Deduplicate }).deduplicate;
}
