/**
 * How long Twilio waits for the answer to a webhook in all, connection and cold start included, in milliseconds.
 * Source: Twilio, "Webhooks (HTTP callbacks): connection overrides".
 */
export const TWILIO_TIMEOUT_MILLIS = 15_000;
