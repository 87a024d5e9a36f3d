import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';

/** The problem of an answer that Twilio does not wait for. */
export const TOO_LATE = `No answer within ${TWILIO_TIMEOUT_MILLIS / 1000} seconds (Twilio error 11200).`;
