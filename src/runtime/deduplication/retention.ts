/** How long a message is remembered, so that a duplicate is never handled again: 400 days, in seconds. */
export const MESSAGE_RETENTION = 400 * 24 * 60 * 60;

/** An hour, in seconds. Twilio's retries and fallback end within a minute, and an answer holds the body of a reply. */
export const ANSWER_RETENTION = 60 * 60;

/**
 * 28 days, in seconds: a message can wait 14 days in the queue and 14 in the dead-letter queue, and then be redriven.
 */
export const PROGRESS_RETENTION = 28 * 24 * 60 * 60;
