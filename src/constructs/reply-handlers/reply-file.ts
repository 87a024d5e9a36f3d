/** Name of a reply module that this library writes. */
export const REPLY_FILE = 'reply.mjs';

/** The module specifier with which the gateway imports it. */
export const REPLY_MODULE = `./${REPLY_FILE}`;
