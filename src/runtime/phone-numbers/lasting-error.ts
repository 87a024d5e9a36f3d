import { TwilioError } from '../twilio/twilio-error';

/** An error that the same request meets again until somebody changes something elsewhere. */
export class LastingError extends Error {}

/** Statuses with which Twilio asks for another try. */
const TEMPORARY = [408, 429];

/** Whether another try cannot help: the secret cannot be used, or Twilio rejects the request or its credentials. */
export function isLasting(error: unknown): error is Error {
  if (error instanceof LastingError) return true;
  const status = error instanceof TwilioError ? error.status ?? 0 : 0;
  return status >= 400 && status < 500 && !TEMPORARY.includes(status);
}
