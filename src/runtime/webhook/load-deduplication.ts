import type { Answer } from './answer-message';
import type { Parameter } from './form';
import type { InboundMessage } from '../../shared/reply-contract';
import type { ImportModule } from '../reply/reply-module';

/** A verified request with a message. Twilio may deliver a message more than once. */
export interface Delivery {
  readonly message: InboundMessage;
  /** The parameters of the request, as received. */
  readonly parameters: readonly Parameter[];
  /** SHA-256 of the signed content. */
  readonly key: string;
  /** When to answer, in milliseconds since 1970. */
  readonly deadline: number;
  /** Whether the parameters have traces of a repartition that a new parameter of Twilio's may leave, too. */
  readonly isSuspicious: boolean;
}

/**
 * Answers each message once, and its duplicates with the same answer.
 *
 * @param answer runs the reply handler; called at most once, with the key of the message's first delivery
 * @throws Rejection 400 if the same signed content came before, split into other parameters, or if the message is
 * suspicious and its MessageSid came before with other parameters
 * @throws Rejection 503 if the deduplication table is unavailable, and deduplication fails closed
 */
export type Deduplicate = (delivery: Delivery, answer: (key: string) => Promise<Answer>) => Promise<Answer>;

/** Beside the gateway's files if deduplication is on. */
const MODULE = './deduplication.mjs';

/** Loads deduplication. A gateway without it has none of its code. */
export async function loadDeduplicate(importModule: ImportModule): Promise<Deduplicate> {
  return (await importModule(MODULE) as { deduplicate: Deduplicate }).deduplicate;
}
