/** What a reply module is called where this library chooses its name. */
export const REPLY_FILE = 'reply.mjs';

/** How the gateway imports it. */
export const REPLY_MODULE = `./${REPLY_FILE}`;
