/**
 * Metadata in the cloud assembly: the files that `ReplyHandler.fromModule` bundled, relative to the assembly's folder.
 */
export const BUNDLED_FILES_METADATA = 'cdk-twilio-sms-gateway:bundledFiles';

/** Key of the CloudFormation metadata that the tools find a gateway's function by. */
export const METADATA_KEY = 'cdk-twilio-sms-gateway';

/** The function's CloudFormation metadata under `METADATA_KEY`. Old tools read new templates, so do not break it. */
export interface GatewayMetadata {
  /** Version of the library that wrote the template. */
  readonly version: string;
  /** Path of the webhook, such as `/sms`, without stage or base path. */
  readonly webhookPath: string;
  /** Logical ids of the stack's outputs. */
  readonly outputs: {
    readonly webhookUrl: string;
    /** Not present if the gateway has no auth token. */
    readonly authTokenSecret?: string;
    /** Present if Twilio may sign with a SharedKey. */
    readonly signingKeySecret?: string;
    /** Present if the gateway has an API key for requests to Twilio. */
    readonly apiKeySecret?: string;
  };
  /** Numbers and SIDs of Messaging Services that the stack configures, as far as they are known at synth. */
  readonly phoneNumbers?: readonly unknown[];
  /** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. Absent for `us1`. */
  readonly twilioRegion?: string;
}
