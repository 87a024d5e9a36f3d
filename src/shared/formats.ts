/** Format of a phone number. Source: Twilio, "What is E.164?". */
export const E164 = /^\+[1-9]\d{6,14}$/;

/** Format of the SID of a Messaging Service. */
export const MESSAGING_SERVICE_SID = /^MG[0-9a-f]{32}$/;
