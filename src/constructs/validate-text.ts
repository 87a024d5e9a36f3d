import { Token } from 'aws-cdk-lib';

/** Longest body of one message. Source: Twilio, "Error 21617". */
export const MAX_BODY_LENGTH = 1600;

/**
 * What is wrong with the body of a message, as it goes into an error. Nothing if it is a token.
 */
export function flawOfBody(text: string): string | undefined {
  if (Token.isUnresolved(text)) { return undefined; }
  if (text.trim() === '') { return 'a blank text'; }
  return text.length > MAX_BODY_LENGTH ? String(text.length) : undefined;
}

/**
 * Checks a text that senders get, if there is one.
 *
 * @param what the start of the error's text
 * @param without what happens without it
 * @throws Error for one that no message can have
 */
export function validateText(what: string, text: string | undefined, without: string): void {
  const flaw = text === undefined ? undefined : flawOfBody(text);
  if (flaw !== undefined) {
    throw new Error(`${what} must be a text of 1 to ${MAX_BODY_LENGTH} characters, got ${flaw}. Shorten it, or leave it out: ${without}.`);
  }
}

/** @throws Error for an acknowledgement that no message can be */
export function validateAcknowledgement(where: string, acknowledgement?: string): void {
  validateText(`${where}: acknowledgement`, acknowledgement, 'the sender then gets nothing at once');
}
