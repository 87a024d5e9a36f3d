/** The answer that sends nothing. Not in `to-twiml.ts`, which loads Twilio's SDK. */
export const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
