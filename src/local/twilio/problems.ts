import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';

/** The problem of an answer that Twilio does not wait for. */
export const TOO_LATE = `No answer within ${TWILIO_TIMEOUT_MILLIS / 1000} seconds (Twilio error 11200).`;

/** The problem of a reply to somebody who opted out. */
export const OPTED_OUT = 'The sender opted out with STOP, so Twilio rejects the reply (error 21610). '
  + 'START from the same sender opts in again.';
