/** Default path of the webhook. */
export const DEFAULT_WEBHOOK_PATH = '/sms';

/** Parameter that marks a signed probe of our own tools. A probe is verified and answered, but is not a message. */
export const PROBE_PARAMETER = 'GatewayProbe';
