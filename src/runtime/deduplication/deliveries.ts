import { answerOnce, type AnswerOnceParts, answerWithoutTable } from './answer-once';
import { partitionOf, type SignedContent } from './claim';
import { assertSameParameters, findFirstDelivery, isFallback, linkMessage } from './first-delivery';
import { unrecorded } from './outcomes';
import { isRejection } from '../log/rejection';
import type { Deduplicate } from '../webhook/load-deduplication';

/**
 * Creates the function that answers each message once.
 *
 * 1. Every request claims its signed content, so a captured request can only repeat that content.
 * 2. A fallback request has another signature. The ids of its message lead to the content that was delivered first,
 *    which it claims too. Other requests do not, or somebody could block genuine messages with ids of their choice.
 * 3. A suspicious message is accepted only if no delivery of a message with its ids is known, or if that one had the
 *    same parameters: Twilio delivers a message again with the parameters that it had.
 */
export function deduplicateDeliveries(parts: AnswerOnceParts): Deduplicate {
  const { table, now } = parts;
  return async ({ message, parameters, key, deadline, isSuspicious }, answer) => {
    const content: SignedContent = { key, partition: partitionOf(parameters) };
    /** Stores the message's ids while the reply handler runs, and before it ends. */
    const answerAsFirst = async () => {
      const linked = linkMessage(message, content, table, now()).catch((error: Error) => error);
      const [answered, problem] = await Promise.all([answer(key), linked]);
      return problem === undefined ? answered : unrecorded(answered, problem);
    };
    const answerDelivery = async () => answerOnce(content, deadline, async () => {
      if (!isFallback(message)) return answerAsFirst();
      let first: SignedContent | undefined;
      try {
        first = await findFirstDelivery(message, table, now());
      } catch (error) {
        return answerWithoutTable(error, async () => answer(key), parts);
      }
      if (first === undefined || first.key === key) return answerAsFirst();
      return answerOnce(first, deadline, async () => answer(first.key), parts);
    }, parts);

    if (!isSuspicious) return answerDelivery();
    try {
      await assertSameParameters(message, parameters, table, now());
    } catch (error) {
      if (isRejection(error)) throw error;
      return answerWithoutTable(error, answerDelivery, parts);
    }
    return answerDelivery();
  };
}
