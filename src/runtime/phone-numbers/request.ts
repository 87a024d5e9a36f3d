import { E164, MESSAGING_SERVICE_SID } from '../../shared/formats';
import type { PhoneNumberProperties } from '../../shared/phone-number-settings';
import { maskAddress } from '../log/scrub';
import type { Webhook } from '../twilio/previous-settings';

/** A number or Messaging Service, and how the stack wants it. */
export interface WantedTarget {
  /** The number, or the SID of the Messaging Service. */
  readonly name: string;
  readonly isNumber: boolean;
  /** The name for logs and stack events: only the last two digits of a number. */
  readonly shown: string;
  readonly webhook: Webhook;
  readonly overwrite: boolean;
}

/**
 * Reads the properties of the custom resource. Values that were not known at synth are checked here.
 *
 * @throws Error for a value that cannot be a number or a Messaging Service
 */
export function readWanted(properties: PhoneNumberProperties): WantedTarget {
  const { PhoneNumber, MessagingServiceSid, WebhookUrl, FallbackUrl, Overwrite } = properties;
  const isNumber = PhoneNumber !== undefined;
  const name = PhoneNumber ?? MessagingServiceSid ?? '';
  const shown = isNumber ? maskAddress(name) : name;
  if (!(isNumber ? E164 : MESSAGING_SERVICE_SID).test(name)) {
    throw new Error(isNumber
      ? `The phone number ${shown} is not in E.164 format. Give it as + and the digits, such as +15551234567.`
      : 'The SID of the Messaging Service is not valid. Give MG and 32 hexadecimal digits.');
  }
  return {
    name,
    isNumber,
    shown,
    webhook: { url: WebhookUrl, ...(FallbackUrl && { fallbackUrl: FallbackUrl }) },
    overwrite: Overwrite === 'true',
  };
}
