import type { InboundFields } from './inbound-message';
import { twilioParameters } from './twilio-parameters';
import { webhookRequest } from '../local/twilio/signed-message';

/** An auth token that is nobody's. */
export const AUTH_TOKEN = '00112233445566778899aabbccddeeff';

/** How a request is signed. */
export interface SignedRequestOptions {
  /** The URL that is requested, which is part of what is signed. @default - one of an HTTP API that does not exist */
  readonly url?: string;
  /** @default - one that is nobody's, which `invoke` verifies with */
  readonly authToken?: string;
}

/** A request as Twilio would send it. */
export interface SignedRequest {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Makes the webhook request by which Twilio would deliver a message, signed as Twilio signs it.
 *
 * @example
 * const request = signedRequest('Hello', { url: webhookUrl, authToken });
 * const response = await fetch(request.url, request);
 */
export function signedRequest(message: InboundFields = {}, options: SignedRequestOptions = {}): SignedRequest {
  const { url = 'https://testing.execute-api.us-east-1.amazonaws.com/sms', authToken = AUTH_TOKEN } = options;
  return { method: 'POST', ...webhookRequest(url, twilioParameters(message), authToken) };
}
