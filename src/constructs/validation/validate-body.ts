import { Token } from 'aws-cdk-lib';

/** Longest body of one message. Source: Twilio, "Error 21617". */
export const MAX_BODY_LENGTH = 1600;

/**
 * Says what is wrong with the body of a message, in the words of an error.
 *
 * @returns nothing for a valid body, and for a token
 */
export function bodyProblem(body: string): string | undefined {
  if (Token.isUnresolved(body)) { return undefined; }
  if (body.trim() === '') { return 'a blank body'; }
  return body.length > MAX_BODY_LENGTH ? String(body.length) : undefined;
}

/**
 * Checks the optional body of a message to the sender.
 *
 * @param name name of the option, as the start of the error
 * @param body its value
 * @param without what happens without it, for the error
 * @throws Error for a body that is blank or too long
 */
export function validateBody(name: string, body: string | undefined, without: string): void {
  const problem = body === undefined ? undefined : bodyProblem(body);
  if (problem !== undefined) {
    throw new Error(
      `${name} must have 1 to ${MAX_BODY_LENGTH} characters, got ${problem}. Shorten it, or leave it out: ${without}.`);
  }
}

/** @throws Error for an acknowledgement that is blank or too long */
export function validateAcknowledgement(source: string, acknowledgement?: string): void {
  validateBody(`${source}: acknowledgement`, acknowledgement, 'the sender then gets no immediate answer');
}
