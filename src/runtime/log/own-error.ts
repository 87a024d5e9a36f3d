/** Recognized by this brand: a reply module is a separate bundle, so its classes are not the gateway's. */
const BRAND = Symbol.for('cdk-twilio-sms-gateway:own-error');

/**
 * Marks an error whose message is a sentence of ours. The log keeps that sentence: a word of it that was hidden would
 * tell that the sender wrote the word.
 *
 * @param foreign the parts of the message that somebody else wrote, in their order
 */
export function ownError<E extends Error>(error: E, ...foreign: readonly string[]): E {
  return Object.defineProperty(error, BRAND, { value: foreign });
}

/** The parts of an error's message that somebody else wrote; `undefined` if all of it is theirs. */
export function foreignParts(error: Error): readonly string[] | undefined {
  return (error as { readonly [BRAND]?: readonly string[] })[BRAND];
}
