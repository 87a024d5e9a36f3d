import { answerOnce, type AnswerOnceParts, answerWithoutTable } from './answer-once';
import { cutsOf, type SignedText } from './claim';
import { findFirstDelivery, isFallback, linkMessage } from './first-delivery';
import { unrecorded } from './outcomes';
import type { Deduplicate } from '../webhook/deduplicate';

/**
 * Makes what answers each message once.
 *
 * 1. The signed text is claimed, whatever else the request is: who captured one may only send that text again.
 * 2. A fallback request is signed anew. Its message's ids lead to the text that was delivered first, which is claimed in
 *    its place. Not so for other requests: who could have ids of their choice signed would keep genuine texts out.
 */
export function deduplicateMessage(parts: AnswerOnceParts): Deduplicate {
  const { table, now } = parts;
  return async ({ message, parameters, key, deadline }, answer) => {
    const text: SignedText = { key, cuts: cutsOf(parameters) };
    /** The ids are written down beside the work of the reply handler, and before its end. */
    const answerAsFirst = async () => {
      const [answered, problem] = await Promise.all([answer(key), linkMessage(message, text, table, now()).catch((error: Error) => error)]);
      return problem === undefined ? answered : unrecorded(answered, problem);
    };
    return answerOnce(text, deadline, async () => {
      if (!isFallback(message)) return answerAsFirst();
      let first: SignedText | undefined;
      try {
        first = await findFirstDelivery(message, table, now());
      } catch (error) {
        return answerWithoutTable(error, async () => answer(key), parts);
      }
      return first === undefined || first.key === key ? answerAsFirst() : answerOnce(first, deadline, async () => answer(first.key), parts);
    }, parts);
  };
}
