/**
 * Staging label of the secret's version that keeps the previous settings of numbers, written by `connect`. The
 * webhook's function may not read it, a rotation does not touch it, and it outlives the stack.
 */
export const PREVIOUS_SETTINGS_STAGE = 'cdk-twilio-sms-gateway:previous-settings';

/**
 * Properties of the custom resource that points a number or a Messaging Service at the gateway. CloudFormation turns
 * all values into strings.
 */
export interface PhoneNumberProperties {
  /** E.164. Either this or `MessagingServiceSid`. */
  readonly PhoneNumber?: string;
  readonly MessagingServiceSid?: string;
  readonly WebhookUrl: string;
  readonly FallbackUrl?: string;
  /** `true` if the webhook of another application may be replaced. */
  readonly Overwrite: string;
  /** Name of the SSM parameter that keeps the previous settings. */
  readonly ParameterName: string;
  /**
   * ARN of the customer-managed key that encrypts the parameter. A new key causes an update this way. The function
   * itself reads `PARAMETER_KEY_ENV`.
   */
  readonly ParameterKeyArn?: string;
  /** Edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`. Absent for `us1`. */
  readonly TwilioRegion?: string;
}
