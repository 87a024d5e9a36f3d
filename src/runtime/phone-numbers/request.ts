import type { Webhook } from './kept-settings';
import { E164, MESSAGING_SERVICE_SID, type PhoneNumberProperties } from '../../shared/env';
import { maskAddress } from '../log/scrub';

/** What a stack wants of one number or Messaging Service. */
export interface Wanted {
  /** The number, or the SID of the Messaging Service. */
  readonly name: string;
  readonly isNumber: boolean;
  /** The same for logs and stack events: the last two digits of a number. */
  readonly shown: string;
  readonly webhook: Webhook;
  readonly overwrite: boolean;
}

/**
 * Reads the properties of the custom resource. What was not known at synth is checked here.
 *
 * @throws Error for what cannot be a number or a Messaging Service
 */
export function readWanted({ PhoneNumber, MessagingServiceSid, WebhookUrl, FallbackUrl, Overwrite }: PhoneNumberProperties): Wanted {
  const isNumber = PhoneNumber !== undefined;
  const name = PhoneNumber ?? MessagingServiceSid ?? '';
  const shown = isNumber ? maskAddress(name) : name;
  if (!(isNumber ? E164 : MESSAGING_SERVICE_SID).test(name)) {
    throw new Error(isNumber
      ? `The phone number ${shown} is not in E.164 form: give it as + and the digits, such as +15551234567.`
      : 'The Messaging Service is not named by its SID: give MG and 32 hexadecimal digits.');
  }
  return {
    name,
    isNumber,
    shown,
    webhook: { url: WebhookUrl, ...(FallbackUrl && { fallbackUrl: FallbackUrl }) },
    overwrite: Overwrite === 'true',
  };
}
