import { type InboundFields, twilioParameters } from './twilio-parameters';
import { webhookRequest } from '../local/twilio/signed-message';

/** A made-up auth token. */
export const AUTH_TOKEN = '00112233445566778899aabbccddeeff';

/** A SharedKey of Twilio that signs a request. */
export interface SharedKeyOptions {
  /** Id of the key: `webhooks_sharedkey_` and 26 characters. */
  readonly sharedKeyId: string;
  /** The key itself. */
  readonly sharedKey: string;
  /** @default 'HMAC_SHA256' */
  readonly algorithm?: 'HMAC_SHA256' | 'HMAC_SHA1';
}

/** Options of `signedRequest`. */
export interface SignedRequestOptions {
  /** URL of the request, which is part of the signed content. @default - the URL of a made-up HTTP API */
  readonly url?: string;
  /** Auth token to sign with. @default - a made-up token, the one that `invoke` verifies with */
  readonly authToken?: string;
  /** SharedKey to sign with, as Twilio does for URLs that match a Rule. @default - the auth token signs */
  readonly sharedKey?: SharedKeyOptions;
}

/** A webhook request, as Twilio sends it. */
export interface SignedRequest {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Creates the webhook request that delivers a message, signed as Twilio signs it.
 *
 * @example
 * const request = signedRequest('Hello', { url: webhookUrl, authToken });
 * const response = await fetch(request.url, request);
 */
export function signedRequest(message: InboundFields = {}, options: SignedRequestOptions = {}): SignedRequest {
  const { url = 'https://testing.execute-api.us-east-1.amazonaws.com/sms', authToken = AUTH_TOKEN, sharedKey } = options;
  const key = sharedKey ? { algorithm: 'HMAC_SHA256' as const, ...sharedKey } : authToken;
  return { method: 'POST', ...webhookRequest(url, twilioParameters(message), key) };
}
