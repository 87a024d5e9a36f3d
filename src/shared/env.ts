/**
 * The names, and the forms of values, that both sides of a deployment share: the constructs and the tools write them, the runtime reads them.
 */

/** Prefix of the environment variables that belong to the gateway; users may not set one of them. */
export const RESERVED_ENV_PREFIX = 'TWILIO_GATEWAY_';

/** ARN of the secret that holds the Twilio auth token. Required. */
export const SECRET_ARN_ENV = 'TWILIO_GATEWAY_SECRET_ARN';

/** What answers: `echo`, which is built in, or a path relative to the gateway's files, such as `./reply.mjs`. */
export const REPLY_MODULE_ENV = 'TWILIO_GATEWAY_REPLY_MODULE';

/** The public URL of the webhook, where the one in the event is not the one that Twilio calls. */
export const WEBHOOK_URL_ENV = 'TWILIO_GATEWAY_WEBHOOK_URL';

/** What the sender gets when the reply handler fails. Without it the webhook answers 500. */
export const ERROR_REPLY_ENV = 'TWILIO_GATEWAY_ERROR_REPLY';

/** `true` where replies to a text that opts the sender out are not to be suppressed. */
export const REPLY_TO_OPT_OUT_ENV = 'TWILIO_GATEWAY_REPLY_TO_OPT_OUT';

/** What `fromFunction` and the `to...` handlers pass messages on to: the URL of a queue, the ARN of anything else. */
export const TARGET_ENV = 'TWILIO_GATEWAY_TARGET';

/** What the sender gets as soon as a target has taken the message. Without it nothing. */
export const TARGET_ACKNOWLEDGEMENT_ENV = 'TWILIO_GATEWAY_TARGET_ACKNOWLEDGEMENT';

/** `source` of the events on a bus. */
export const EVENT_SOURCE_ENV = 'TWILIO_GATEWAY_EVENT_SOURCE';

/** `detail-type` of the events on a bus. */
export const EVENT_DETAIL_TYPE_ENV = 'TWILIO_GATEWAY_EVENT_DETAIL_TYPE';

/** Name of the table that remembers the texts, where deduplication is on. */
export const DEDUPLICATION_TABLE_ENV = 'TWILIO_GATEWAY_DEDUPLICATION_TABLE';

/** `true` where a text is rejected when that table cannot be asked. */
export const DEDUPLICATION_REQUIRED_ENV = 'TWILIO_GATEWAY_DEDUPLICATION_REQUIRED';

/** URL of the queue from which the worker of the asynchronous mode gets its messages. */
export const QUEUE_URL_ENV = 'TWILIO_GATEWAY_QUEUE_URL';

/** URL of the queue for the messages that the worker gives up. */
export const DEAD_LETTER_QUEUE_URL_ENV = 'TWILIO_GATEWAY_DEAD_LETTER_QUEUE_URL';

/** How often the worker tries to answer a message. */
export const MAX_ATTEMPTS_ENV = 'TWILIO_GATEWAY_MAX_ATTEMPTS';

/** ARN of the key that encrypts what numbers had before. Without it the key that AWS Systems Manager has for everybody. */
export const PARAMETER_KEY_ENV = 'TWILIO_GATEWAY_PARAMETER_KEY_ARN';

/** Twilio's REST API on loopback, under the local gateway and in tests. Never set in a deployment. */
export const API_URL_ENV = 'TWILIO_GATEWAY_API_URL';

/** `http` under the local gateway, whose server has no certificate. Never set in a deployment: there it is `https`. */
export const SCHEME_ENV = 'TWILIO_GATEWAY_SCHEME';

/** Metadata in the cloud assembly: the files that `ReplyHandler.fromModule` bundled, relative to the assembly's folder. */
export const BUNDLED_FILES_METADATA = 'cdk-twilio-sms-gateway:bundledFiles';

/** Handler of the Lambda function: `gateway.mjs` of the asset. */
export const LAMBDA_HANDLER = 'gateway.handler';

/** Handler of the worker's Lambda function: `worker.mjs` of the asset. */
export const WORKER_HANDLER = 'worker.handler';

/** Handler of the function that sets numbers at Twilio: `phone-numbers.mjs` of the asset. */
export const PHONE_NUMBERS_HANDLER = 'phone-numbers.handler';

/**
 * Staging label of the version of the secret in which `connect` keeps what numbers had before. The webhook's function may not read it, a
 * rotation does not touch it, and it outlives the stack.
 */
export const PREVIOUS_SETTINGS_STAGE = 'cdk-twilio-sms-gateway:previous-settings';

/** Value of `REPLY_MODULE_ENV` for the handler that sends every text back. */
export const ECHO_MODULE = 'echo';

/** Path of the webhook where none is chosen. */
export const DEFAULT_WEBHOOK_PATH = '/sms';

/** Parameter that marks a signed probe of our own tools: verified and answered, but no message. */
export const PROBE_PARAMETER = 'GatewayProbe';

/** Form of a phone number. Source: Twilio, "What is E.164?". */
export const E164 = /^\+[1-9]\d{6,14}$/;

/** Form of the SID of a Messaging Service. */
export const MESSAGING_SERVICE_SID = /^MG[0-9a-f]{32}$/;

/** Key of the CloudFormation metadata by which the tools find a gateway's function in a template. */
export const METADATA_KEY = 'cdk-twilio-sms-gateway';

/** What the function's CloudFormation metadata says under `METADATA_KEY`. It is contract: old tools read new templates. */
export interface GatewayMetadata {
  /** Version of the library that wrote the template. */
  readonly version: string;
  /** Path of the webhook, such as `/sms`, without stage or base path. */
  readonly webhookPath: string;
  /** Logical ids of the stack's outputs. */
  readonly outputs: {
    readonly webhookUrl: string;
    readonly authTokenSecret: string;
  };
  /** What the stack points at the gateway: numbers and SIDs of Messaging Services, as far as they are known at synth. */
  readonly phoneNumbers?: readonly unknown[];
}

/** Properties of the custom resource that points a number or a Messaging Service at the gateway. CloudFormation makes text of all values. */
export interface PhoneNumberProperties {
  /** E.164. This or the next. */
  readonly PhoneNumber?: string;
  readonly MessagingServiceSid?: string;
  readonly WebhookUrl: string;
  readonly FallbackUrl?: string;
  /** `true` where the webhook of something else may be replaced. */
  readonly Overwrite: string;
  /** Name of the SSM parameter in which is kept what was there before. */
  readonly ParameterName: string;
  /** ARN of the customer-managed key that encrypts it. It is here so that another key is an update; the function has its own from `PARAMETER_KEY_ENV`. */
  readonly ParameterKeyArn?: string;
}
