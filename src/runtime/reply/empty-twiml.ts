/** The answer that sends nothing. Apart from `twiml.ts`, so that who needs no more loads none of Twilio's SDK. */
export const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
