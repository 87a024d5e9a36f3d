/** Environment variables and handlers of the Lambda functions: the constructs set them, the runtime reads them. */

/** Prefix of the gateway's own environment variables. Users must not set them. */
export const RESERVED_ENV_PREFIX = 'TWILIO_GATEWAY_';

/** ARN of the secret that holds the Twilio auth token. Not set if the gateway works without one. */
export const SECRET_ARN_ENV = 'TWILIO_GATEWAY_SECRET_ARN';

/** ARN of the secret that holds the SharedKey with which Twilio signs. Not set if the gateway has none. */
export const SIGNING_KEY_SECRET_ARN_ENV = 'TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN';

/** ARN of the secret that holds the API key for requests to Twilio. Without it the auth token is used. */
export const API_KEY_SECRET_ARN_ENV = 'TWILIO_GATEWAY_API_KEY_SECRET_ARN';

/** ARNs of more secrets with auth tokens that verify, separated by blanks. Not set if the gateway has none. */
export const ADDITIONAL_SECRET_ARNS_ENV = 'TWILIO_GATEWAY_ADDITIONAL_SECRET_ARNS';

/** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. Not set for `us1`. */
export const TWILIO_REGION_ENV = 'TWILIO_GATEWAY_TWILIO_REGION';

/** The reply handler: the built-in `echo`, or a path relative to the gateway's files, such as `./reply.mjs`. */
export const REPLY_MODULE_ENV = 'TWILIO_GATEWAY_REPLY_MODULE';

/** The public URL of the webhook, if Twilio calls another URL than the one in the event. */
export const WEBHOOK_URL_ENV = 'TWILIO_GATEWAY_WEBHOOK_URL';

/** Sent when the reply handler fails. Without it the webhook answers 500. */
export const ERROR_REPLY_ENV = 'TWILIO_GATEWAY_ERROR_REPLY';

/** `true` if replies to a sender who opts out are not suppressed. */
export const REPLY_TO_OPT_OUT_ENV = 'TWILIO_GATEWAY_REPLY_TO_OPT_OUT';

/** `reject` if messages with traces of a repartition are rejected, although a new parameter may leave them, too. */
export const SUSPICIOUS_MESSAGES_ENV = 'TWILIO_GATEWAY_SUSPICIOUS_MESSAGES';
/** `true` if a reply that is too long for Twilio is truncated. */
export const TRUNCATE_LONG_REPLY_ENV = 'TWILIO_GATEWAY_TRUNCATE_LONG_REPLY';

/** The target of `fromFunction` and the `to...` handlers: the URL of a queue, the ARN of anything else. */
export const TARGET_ENV = 'TWILIO_GATEWAY_TARGET';

/** Sent when a target has accepted the message. Without it the sender gets nothing. */
export const TARGET_ACKNOWLEDGEMENT_ENV = 'TWILIO_GATEWAY_TARGET_ACKNOWLEDGEMENT';

/** `source` of the events on a bus. */
export const EVENT_SOURCE_ENV = 'TWILIO_GATEWAY_EVENT_SOURCE';

/** `detail-type` of the events on a bus. */
export const EVENT_DETAIL_TYPE_ENV = 'TWILIO_GATEWAY_EVENT_DETAIL_TYPE';

/** Name of the deduplication table. Not set if deduplication is off. */
export const DEDUPLICATION_TABLE_ENV = 'TWILIO_GATEWAY_DEDUPLICATION_TABLE';

/** `true` if messages are rejected while the deduplication table is unavailable. */
export const DEDUPLICATION_REQUIRED_ENV = 'TWILIO_GATEWAY_DEDUPLICATION_REQUIRED';

/** URL of the worker's queue, in asynchronous mode. */
export const QUEUE_URL_ENV = 'TWILIO_GATEWAY_QUEUE_URL';

/** URL of the dead-letter queue, in asynchronous mode. */
export const DEAD_LETTER_QUEUE_URL_ENV = 'TWILIO_GATEWAY_DEAD_LETTER_QUEUE_URL';

/** How often the worker tries to answer a message. */
export const MAX_ATTEMPTS_ENV = 'TWILIO_GATEWAY_MAX_ATTEMPTS';

/**
 * ARN of the key that encrypts the previous settings of numbers. Without it AWS Systems Manager uses its default key.
 */
export const PARAMETER_KEY_ENV = 'TWILIO_GATEWAY_PARAMETER_KEY_ARN';

/** URL of Twilio's REST API on loopback, for the local gateway and tests. Never set in a deployment. */
export const API_URL_ENV = 'TWILIO_GATEWAY_API_URL';

/** `http` for the local gateway, whose server has no certificate. Never set in a deployment, which uses `https`. */
export const SCHEME_ENV = 'TWILIO_GATEWAY_SCHEME';

/** `true` under `dev`: the log, on its author's own machine, may hold values of messages. Never set in a deployment. */
export const SHOW_VALUES_ENV = 'TWILIO_GATEWAY_SHOW_VALUES';

/** Handler of the Lambda function: `gateway.mjs` of the asset. */
export const LAMBDA_HANDLER = 'gateway.handler';

/** Handler of the worker's Lambda function: `worker.mjs` of the asset. */
export const WORKER_HANDLER = 'worker.handler';

/** Handler of the function that sets numbers at Twilio: `phone-numbers.mjs` of the asset. */
export const PHONE_NUMBERS_HANDLER = 'phone-numbers.handler';

/** Value of `REPLY_MODULE_ENV` for the handler that sends every message back. */
export const ECHO_MODULE = 'echo';
